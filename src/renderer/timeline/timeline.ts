import { workerKey, type Lane } from '../live/lanes.ts'
import type { ShownRun } from '../state/runs.ts'
import { atDetail } from './detail.ts'
import { processRows } from './process-rows.ts'
import type { Timeline } from './rows.ts'
import { marksOf } from './timeline-marks.ts'
import { isLatestTrial, variantsShown, workerLanesOf, zeroOfTrials, type TimelineMode } from './trials.ts'
import { variantRows } from './variant-rows.ts'

export interface TimelineOptions {
  readonly mode: TimelineMode
  /** The only variant to show; undefined shows as many as can be told apart. */
  readonly variant?: string
  /** Number of rows that fit the height and can be told apart. */
  readonly room: number
}

/** Factor by which the axis is longer than the last lane, so that its end is not at the edge. */
const ROOM_AFTER = 1.02

/** Rows of a run's workers; where there is no run, of the tasks of a program that was watched. */
export function timelineOf(
  run: ShownRun | undefined,
  lanes: readonly Lane[],
  nowNs: number,
  options: TimelineOptions,
): Timeline {
  if (run !== undefined) return timelineOfRun(run, lanes, nowNs, options)
  return timelineOfTasks(
    lanes.filter(({ worker }) => worker === undefined),
    nowNs,
  )
}

function timelineOfRun(run: ShownRun, all: readonly Lane[], nowNs: number, options: TimelineOptions): Timeline {
  const workers = new Set(run.workers.map(workerKey))
  const lanes = workerLanesOf(all).filter(({ worker }) => workers.has(workerKey(worker)))
  const zeroOf = zeroOfTrials(lanes, options.mode)
  const variants = variantsShown(run, options.variant)
  const groups = variants.map((variant) => ({
    heading: variant.label,
    rows: variantRows(run, variant, lanes, options.mode, zeroOf),
  }))
  const shown = new Set(variants.map(({ id }) => id))
  const ends = lanes
    .filter(({ worker }) => shown.has(worker.variant))
    .map(({ worker, endNs = nowNs }) => (endNs - zeroOf(worker)!) / 1e9)
  const marks = marksOf(run, shown, (trial) =>
    options.mode === 'run' || isLatestTrial(trial, lanes) ? zeroOf(trial) : undefined,
  )
  const seconds = Math.max(0, ...ends, expectedSeconds(run, variants))
  return { rows: atDetail(groups, options.room), marks, seconds: roomySeconds(seconds * ROOM_AFTER) }
}

function timelineOfTasks(lanes: readonly Lane[], nowNs: number): Timeline {
  const zeroNs = lanes.reduce((first, { startNs }) => Math.min(first, startNs), Infinity)
  const seconds = lanes.reduce((last, { endNs = nowNs }) => Math.max(last, (endNs - zeroNs) / 1e9), 0)
  return {
    rows: atDetail(processRows(lanes, zeroNs), Infinity),
    marks: [],
    seconds: roomySeconds(seconds * ROOM_AFTER),
  }
}

function expectedSeconds({ plan, record }: ShownRun, shown: ReturnType<typeof variantsShown>): number {
  if (record !== undefined) return 0 // it is over
  return plan.seconds * (shown.find(({ kind }) => kind === 'sequential')?.workers ?? 1)
}

const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** Next round number of seconds, so that the axis does not change with every sample. */
export function roomySeconds(seconds: number): number {
  if (!(seconds > 0) || !Number.isFinite(seconds)) return 1
  const power = 10 ** Math.floor(Math.log10(seconds))
  return (STEPS.find((step) => step * power >= seconds) ?? 10) * power
}
