import { TASK_STATES } from '../../contract/frame.ts'
import type { Recording } from '../../contract/observation.ts'
import type { TrialResult, WorkerResult } from '../../contract/run.ts'
import { resultsOf, type SavedRecord } from '../../contract/saved-record.ts'
import { toDigestedCsv, type CsvCell } from './csv.ts'
import { describeLine } from '../../contract/describe.ts'

interface Row {
  readonly run: SavedRecord
  readonly kind: 'run' | 'core' | 'task'
  readonly tNs?: number
  readonly trial?: TrialResult
  readonly worker?: WorkerResult
  readonly task?: Recording['tasks'][number]
  readonly name?: string
  readonly core?: number
  readonly busy?: number | null
  readonly steal?: number | null
  /** Position in the recording's rows. */
  readonly rowIndex?: number
}

type RowColumn = Exclude<keyof Recording['rows'], 'frame' | 'task'>
const recorded =
  (column: RowColumn) =>
  ({ run, rowIndex }: Row): CsvCell =>
    rowIndex === undefined ? undefined : run.recording.rows[column]?.[rowIndex]

// Documented in docs/exports.md.
const COLUMNS: Readonly<Record<string, (row: Row) => CsvCell>> = {
  run_id: ({ run }) => run.id,
  kind: ({ kind }) => kind,
  t_ns: ({ tNs }) => tNs,
  variant: ({ trial }) => trial?.variant,
  model: ({ trial }) => trial?.model,
  repeat: ({ trial }) => trial?.repeat,
  core: ({ core }) => (core === -1 ? undefined : core),
  busy_share: ({ busy }) => busy,
  steal_share: ({ steal }) => steal,
  name: ({ name }) => name,
  pid: ({ task }) => task?.pid,
  tid: ({ task }) => task?.tid,
  task_kind: ({ task }) => task?.kind,
  role: ({ task }) => task?.role,
  worker_index: ({ worker }) => worker?.index,
  state: ({ run, rowIndex }) => (rowIndex === undefined ? undefined : TASK_STATES[run.recording.rows.state[rowIndex]!]),
  cpu_ns: recorded('cpuNs'),
  run_queue_ns: recorded('runQueueNs'),
  rss_bytes: recorded('rssBytes'),
  voluntary_switches: recorded('voluntarySwitches'),
  involuntary_switches: recorded('involuntarySwitches'),
}

/** One long table: a row that describes the run, then for every frame a row a core and a row a task. */
export function csvSamples(runs: readonly SavedRecord[]): string {
  return toDigestedCsv(COLUMNS, rowsOf(runs))
}

function* rowsOf(runs: readonly SavedRecord[]): Generator<Row> {
  for (const run of runs) {
    yield { run, kind: 'run', name: describeLine(run) }
    const rowsByFrame = groupByFrame(run.recording)
    for (const [frame, tNs] of run.recording.tNs.entries()) {
      const trial = resultsOf(run).find((result) => result.startNs <= tNs && tNs <= result.endNs)
      yield* coreRows(run, frame, tNs, trial)
      for (const rowIndex of rowsByFrame[frame]!) yield taskRow(run, rowIndex, tNs, trial)
    }
  }
}

function groupByFrame({ tNs, rows }: Recording): readonly (readonly number[])[] {
  const groups = tNs.map((): number[] => [])
  for (const [rowIndex, frame] of rows.frame.entries()) groups[frame]?.push(rowIndex)
  return groups
}

function* coreRows(run: SavedRecord, frame: number, tNs: number, trial: TrialResult | undefined): Generator<Row> {
  for (const [core, busy] of run.recording.busy.entries()) {
    yield { run, kind: 'core', tNs, trial, core, busy: busy[frame], steal: run.recording.steal[core]?.[frame] }
  }
}

function taskRow(run: SavedRecord, rowIndex: number, tNs: number, trial: TrialResult | undefined): Row {
  const task = run.recording.tasks[run.recording.rows.task[rowIndex]!]
  const worker = trial?.workers.find(
    ({ pid, tid, startNs, endNs }) => pid === task?.pid && tid === task.tid && startNs <= tNs && tNs <= endNs,
  )
  return {
    run,
    kind: 'task',
    tNs,
    trial,
    worker,
    task,
    name: worker?.name ?? task?.name,
    core: run.recording.rows.core[rowIndex],
    rowIndex,
  }
}
