import type { ReactNode } from 'react'
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

/** A column of the table. */
export interface ResultColumn {
  readonly id: string
  readonly label: string
  /** What the numbers are, a sentence. */
  readonly hint: string
  /** CSS pixels; the one without takes what is left. */
  readonly width?: number
  /** Narrow windows leave it out: first what is `low`, then what is `middle`. */
  readonly priority?: 'low' | 'middle'
  readonly cell: (row: ResultRow) => ReactNode
}

export const WALL: ResultColumn = {
  id: 'wall',
  label: 'wall time',
  hint: 'Median and range of the repeats, including the time to create and join the workers',
  width: 122,
  cell: wallText,
}
export const SPEEDUP: ResultColumn = {
  id: 'speedup',
  label: 'speed-up',
  hint: 'Sequential median / this median',
  width: 64,
  cell: ({ speedup }) => formatFactor(speedup),
}
/** Narrow windows leave it out: CPU time is wall time times cores. */
export const CPU: ResultColumn = {
  id: 'cpu',
  label: 'CPU',
  hint: 'Median CPU time of all processes, in seconds',
  width: 60,
  priority: 'low',
  cell: ({ cpuSeconds }) => formatSeconds(cpuSeconds),
}
export const CORES: ResultColumn = {
  id: 'cores',
  label: 'cores',
  hint: 'CPU time / wall time: cores kept busy on average',
  width: 44,
  cell: ({ effectiveParallelism }) => formatTenths(effectiveParallelism),
}
export const START_UP: ResultColumn = {
  id: 'startup',
  label: 'start-up',
  hint: 'Longest time from requesting a worker to its first line of work',
  width: 58,
  cell: ({ workerStartSeconds }) => formatSeconds(workerStartSeconds),
}
const RAN_ON: ResultColumn = {
  id: 'who',
  label: 'ran on',
  hint: 'Process and thread name, PID and TID, from the latest repeat',
  cell: (row) => <Who row={row} />,
}

const COLUMNS = [WALL, SPEEDUP, CPU, CORES, START_UP, RAN_ON]

export function Results({ shown }: { readonly shown: readonly ShownRun[] }) {
  const rows = useResultRows(shown)
  const suite = useAppState(selectedSuite)
  const isVaried = shown.some(({ plan }) => plan.variants.some(({ id, model }) => id !== model))
  return (
    <ResultTable
      rows={rows}
      columns={COLUMNS}
      head={isVaried ? 'variant' : 'model'}
      note={suite === undefined ? '' : 'all six, side by side'}
      named={suite !== undefined}
    />
  )
}

interface TableProps {
  readonly rows: readonly ResultRow[]
  readonly columns: readonly ResultColumn[]
  /** Heading of the first column. */
  readonly head: string
  readonly note?: string
  /** Rows name their experiment. */
  readonly named?: boolean
  /** Columns are left out by the width of the panel rather than of the window. */
  readonly isWide?: boolean
}

/** The panel with a row for each variant. */
export function ResultTable({ rows, columns, head, note = '', named = false, isWide = false }: TableProps) {
  return (
    <section
      className={`${panel.panel} ${styles.results} ${isWide ? styles.wide : ''}`}
      data-panel="results"
      aria-labelledby="results-title"
    >
      <h2 id="results-title">
        Results <b>{note}</b>
      </h2>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <section className={panel.scroll} tabIndex={0} aria-label="Result list">
        <table aria-label="Results">
          <thead>
            <tr>
              <th scope="col" data-column="name">
                {head}
              </th>
              {columns.map(({ id, label, hint, width, priority }) => (
                <th
                  key={id}
                  scope="col"
                  data-column={id}
                  data-priority={priority}
                  style={width === undefined ? undefined : columnWidth(width)}
                >
                  <Info text={hint}>{label}</Info>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, i) => (
              <Row
                key={row.key}
                row={row}
                columns={columns}
                opens={rows[i - 1]?.experiment !== row.experiment}
                named={named}
              />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  )
}

interface RowProps extends Pick<TableProps, 'columns'> {
  readonly row: ResultRow
  /** It is the first of its experiment. */
  readonly opens: boolean
  readonly named: boolean
}

function Row({ row, columns, opens, named }: RowProps) {
  return (
    <tr data-status={row.status} data-opens={opens}>
      <Whole text={row.label}>
        <th scope="row">
          {named && <small>{row.experiment.name}</small>} {row.label}
        </th>
      </Whole>
      {row.missing === undefined ? (
        columns.map(({ id, priority, cell }) => (
          <td key={id} data-column={id} data-priority={priority}>
            {cell(row)}
          </td>
        ))
      ) : (
        <td className={styles.missing} colSpan={columns.length}>
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
