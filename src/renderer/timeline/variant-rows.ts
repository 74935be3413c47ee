import type { TrialResult, Variant } from '../../contract/run.ts'
import { shortName } from '../../contract/text.ts'
import type { ShownRun } from '../state/runs.ts'
import { gilsOf, noGilReason } from './gils.ts'
import { activityOf } from './read-activity.ts'
import { spanIndexOf } from './span-index.ts'
import type { GilRow, LaneRow, LaneSpan, TimelineRow } from './rows.ts'
import type { TimelineMode, TrialKey, WorkerLane, ZeroOf } from './trials.ts'

/** Rows of a variant: process by process its GIL, then its threads. */
export function variantRows(
  run: ShownRun,
  variant: Variant,
  lanes: readonly WorkerLane[],
  mode: TimelineMode,
  zeroOf: ZeroOf,
): readonly TimelineRow[] {
  const variantLanes = lanes.filter(({ worker }) => worker.variant === variant.id)
  const latest = Math.max(...variantLanes.map(({ worker }) => worker.repeat))
  const isShown = ({ repeat }: TrialKey) => mode === 'run' || repeat === latest
  const trials = run.results.filter(
    (trial) => trial.variant === variant.id && isShown(trial) && zeroOf(trial) !== undefined,
  )
  const rows = Array.from({ length: variant.workers }, (_, index): LaneRow => {
    const workerLanes = variantLanes.filter(({ worker }) => worker.index === index)
    const earlier = workerLanes.filter(({ worker }) => !isShown(worker))
    return {
      kind: 'lane',
      group: variant.id,
      index,
      process: processOf(workerLanes),
      name: shortName(workerLanes.at(-1)?.name ?? ''),
      lanes: workerLanes,
      spans: workerLanes.filter(({ worker }) => isShown(worker)).map((lane) => spanOf(run, lane, zeroOf(lane.worker)!)),
      earlierEnds: earlier.map(({ worker, endNs }) => ((endNs ?? NaN) - zeroOf(worker)!) / 1e9),
    }
  })
  return byProcess(gilRows(run, variant, trials, zeroOf), rows)
}

const pidOf = ({ lanes }: LaneRow) => lanes.at(-1)?.pid

function byProcess(gils: readonly GilRow[], rows: readonly LaneRow[]): TimelineRow[] {
  const place = (row: LaneRow) => rows.findIndex((other) => other === row || pidOf(other) === pidOf(row))
  const rest = new Set(rows.toSorted((a, b) => place(a) - place(b)))
  const shared = gils.flatMap((gil) => {
    const holders = new Set(gil.spans.flatMap((span) => span.gil.holders.map(({ worker }) => worker)))
    const held = [...rest].filter(({ index }) => holders.has(index))
    held.forEach((row) => rest.delete(row))
    return [gil, ...held]
  })
  return [...shared, ...rest]
}

function processOf(lanes: readonly WorkerLane[]): string {
  const last = lanes.at(-1)
  if (last === undefined) return ''
  return lanes.every(({ pid }) => pid === last.pid) ? `${last.process} ${last.pid}` : last.process
}

function spanOf({ results, record }: ShownRun, lane: WorkerLane, zeroNs: number): LaneSpan {
  const { variant, repeat, index } = lane.worker
  const trial = results.find((result) => result.variant === variant && result.repeat === repeat)
  const result = trial?.workers.find((worker) => worker.index === index)
  const activity = activityOf(record?.activity, lane.worker.task)
  if (trial === undefined || result?.running === undefined) return { lane, zeroNs, activity }
  const gil = gilsOf(trial).find(({ name }) => name === result.gil)
  return { lane, zeroNs, spans: spanIndexOf(result.running), gil, activity }
}

/** A row for each GIL of a trial; over several repeats the first of each, the second of each ... */
function gilRows({ runtime }: ShownRun, variant: Variant, trials: readonly TrialResult[], zeroOf: ZeroOf): GilRow[] {
  const row = { kind: 'gil', group: variant.id } as const
  const note = trials.map((trial) => noGilReason(trial, variant, runtime)).find((reason) => reason !== undefined)
  if (note !== undefined) return [{ ...row, name: 'GIL', spans: [], note }]
  const count = Math.max(0, ...trials.map((trial) => gilsOf(trial).length))
  return Array.from({ length: count }, (_, i) => {
    const spans = trials.flatMap((trial) => {
      const gil = gilsOf(trial)[i]
      return gil === undefined ? [] : [{ gil, zeroNs: zeroOf(trial)! }]
    })
    const isModel = spans[0]?.gil.name === 'model'
    return { ...row, name: isModel ? 'GIL, a model' : count > 1 ? `GIL ${i + 1}` : 'GIL', spans }
  })
}
