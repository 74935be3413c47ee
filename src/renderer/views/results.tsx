import { formatFactor, formatSeconds, formatTenths, NO_NUMBER, shortName } from '../../contract/text.ts'
import { Info, Whole } from '../components/tip.tsx'
import { useAppState } from '../state/app.ts'
import { resultRows, type ResultRow } from '../state/results.ts'
import type { ShownRun } from '../state/runs.ts'
import { sameLane } from '../live/selection.ts'
import { currentRuntime, selectedExperiments, selectedSuite } from '../state/store.ts'
import { useShallow } from 'zustand/shallow'
import { workerLabel } from '../../contract/task-ref.ts'
import { columnWidth } from '../components/column-width.ts'
import panel from '../components/panel.module.css'
import styles from './results.module.css'

/** Rows of all that is shown, before, during and after the run. */
export function useResultRows(shown: readonly ShownRun[]): readonly ResultRow[] {
  const experiments = useAppState(useShallow(selectedExperiments))
  const runtime = useAppState(currentRuntime)
  const settings = useAppState((state) => state.settings)
  const suite = useAppState(selectedSuite)
  return experiments.flatMap((experiment) => {
    const run = shown.find(({ plan }) => plan.experiment === experiment.id)
    return resultRows(experiment, run, runtime, suite === undefined ? settings : { ...settings, models: {} })
  })
}

/** Column, label, explanation and width in CSS pixels; the one without takes what is left. */
const HEADS = [
  ['wall', 'wall time', 'Median and range of the repeats, including the time to create and join the workers', 122],
  ['speedup', 'speed-up', 'Sequential median / this median', 64],
  ['cpu', 'CPU', 'Median CPU time of all processes, in seconds', 60],
  ['cores', 'cores', 'CPU time / wall time: cores kept busy on average', 44],
  ['startup', 'start-up', 'Longest time from requesting a worker to its first line of work', 58],
  ['who', 'ran on', 'Process and thread name, PID and TID, from the latest repeat', undefined],
] as const

/** Columns that narrow windows leave out: CPU time is wall time times cores. */
const PRIORITY: Readonly<Record<string, 'low' | undefined>> = { cpu: 'low' }

export function Results({ shown }: { readonly shown: readonly ShownRun[] }) {
  const rows = useResultRows(shown)
  const suite = useAppState(selectedSuite)
  const isVaried = shown.some(({ plan }) => plan.variants.some(({ id, model }) => id !== model))
  return (
    <section className={`${panel.panel} ${styles.results}`} data-panel="results" aria-labelledby="results-title">
      <h2 id="results-title">
        Results <b>{suite === undefined ? '' : `all six, side by side`}</b>
      </h2>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <section className={panel.scroll} tabIndex={0} aria-label="Result list">
        <table aria-label="Results">
          <thead>
            <tr>
              <th scope="col" data-column="name">
                {isVaried ? 'variant' : 'model'}
              </th>
              {HEADS.map(([column, label, title, width]) => (
                <th
                  key={column}
                  scope="col"
                  data-column={column}
                  data-priority={PRIORITY[column]}
                  style={width === undefined ? undefined : columnWidth(width)}
                >
                  <Info text={title}>{label}</Info>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <Row
                key={row.key}
                row={row}
                opens={rows[i - 1]?.experiment !== row.experiment}
                named={suite !== undefined}
              />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

function Row({ row, opens, named }: { readonly row: ResultRow; readonly opens: boolean; readonly named: boolean }) {
  return (
    <tr data-status={row.status} data-opens={opens}>
      <Whole text={row.label}>
        <th scope="row">
          {named && <small>{row.experiment.name}</small>} {row.label}
        </th>
      </Whole>
      {row.missing === undefined ? (
        <>
          <td>{wallText(row)}</td>
          <td>{formatFactor(row.speedup)}</td>
          <td data-priority={PRIORITY.cpu}>{formatSeconds(row.cpuSeconds)}</td>
          <td>{formatTenths(row.effectiveParallelism)}</td>
          <td>{formatSeconds(row.workerStartSeconds)}</td>
          <td data-column="who">
            <Who row={row} />
          </td>
        </>
      ) : (
        <td className={styles.missing} colSpan={HEADS.length}>
          {row.missing}
        </td>
      )}
    </tr>
  )
}

function wallText({ median, min, max, status, trials, planned }: ResultRow) {
  if (median === undefined) return status === 'running' ? <em>running</em> : NO_NUMBER
  const range = `${min!.toFixed(2)}–${max!.toFixed(2)}`
  return (
    <>
      {formatSeconds(median)}{' '}
      <small>{trials < planned ? `${trials} of ${planned}` : trials > 1 ? range : 'once'}</small>
    </>
  )
}

const SHOWN_WORKERS = 2

/** "MainProcess/Thread-1"; where there is little room, only the part that differs. */
function WorkerName({ name }: { readonly name: string }) {
  const short = shortName(name)
  const [before, after] = name.split(short, 2)
  return (
    <>
      <span className={styles.rest}>{before}</span>
      {short}
      <span className={styles.rest}>{after}</span>
    </>
  )
}

function Who({ row: { workers, variant } }: { readonly row: ResultRow }) {
  const selected = useAppState((state) => state.selectedLane)
  if (workers.length === 0) return NO_NUMBER
  const lines = workers.map(({ index, name, ...task }) => ({
    name,
    ids: task.host === undefined && task.pid === task.tid ? `${task.pid}` : workerLabel(task),
    isSelected: sameLane(selected, { group: variant, index }),
  }))
  const all = lines.map(({ name, ids }) => `${name} ${ids}`).join('\n')
  const more = lines.length > SHOWN_WORKERS ? lines.length - 1 : 0
  return (
    <Whole text={all}>
      <div>
        {lines.slice(0, lines.length - more).map(({ name, ids, isSelected }, i) => (
          <span data-selected={isSelected} key={`${name} ${ids} ${String(i)}`}>
            <WorkerName name={name} /> <small>{ids}</small>
          </span>
        ))}
        {more > 0 && <span>and {more} more</span>}
      </div>
    </Whole>
  )
}
