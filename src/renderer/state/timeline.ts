import type { ShownRun } from './runs.ts'
import type { Lane } from './scene.ts'

export const TIMELINE_MODES = ['trial', 'run'] as const
/** `trial`: each model's latest repeat, all from zero; `run`: all repeats, when they were. */
export type TimelineMode = (typeof TIMELINE_MODES)[number]

/** A line of the timeline: one worker of one model. */
export interface TimelineRow {
  readonly model: string
  readonly index: number
  readonly name: string
  /** It is the first of its model. */
  readonly opens: boolean
  /** What is drawn, with the moment that its zero stands for, ns. */
  readonly spans: readonly { readonly lane: Lane; readonly zeroNs: number }[]
  /** Where earlier repeats ended, seconds after their zero. */
  readonly earlierEnds: readonly number[]
}

export interface Timeline {
  readonly rows: readonly TimelineRow[]
  /** Seconds that fit: it grows in steps, and is wide enough for what is expected. */
  readonly seconds: number
}

export function timelineOf(run: ShownRun, lanes: readonly Lane[], nowNs: number, mode: TimelineMode): Timeline {
  const zeros = trialZeros(lanes)
  const runZero = Math.min(...zeros.values())
  const zeroOf = ({ worker }: Lane) => (mode === 'run' ? runZero : zeros.get(trialKey(worker))!)
  const rows = run.plan.models.flatMap((model) => {
    const own = lanes.filter(({ worker }) => worker.model === model)
    const latest = Math.max(...own.map(({ worker }) => worker.repeat))
    return Array.from({ length: run.plan.workers }, (_, index): TimelineRow => {
      const ofWorker = own.filter(({ worker }) => worker.index === index)
      const shown = mode === 'run' ? ofWorker : ofWorker.filter(({ worker }) => worker.repeat === latest)
      const earlier = mode === 'run' ? [] : ofWorker.filter(({ worker }) => worker.repeat < latest)
      return {
        model,
        index,
        name: shortName(ofWorker.at(-1)?.worker.name) ?? '',
        opens: index === 0,
        spans: shown.map((lane) => ({ lane, zeroNs: zeroOf(lane) })),
        earlierEnds: earlier.map((lane) => ((lane.worker.endNs ?? NaN) - zeroOf(lane)) / 1e9),
      }
    })
  })
  const expected = run.plan.seconds * (run.plan.models.includes('sequential') ? run.plan.workers : 1)
  const longest = Math.max(0, ...lanes.map((lane) => ((lane.worker.endNs ?? nowNs) - zeroOf(lane)) / 1e9))
  return { rows, seconds: roomySeconds(Math.max(longest, expected) * 1.02) }
}

/** "Thread-1" of "MainProcess/Thread-1", "Process-1" of "Process-1/MainThread". */
export function shortName(name: string | undefined): string | undefined {
  const [process, thread] = name?.split('/') ?? []
  return thread === undefined || thread === 'MainThread' ? process : thread
}

const STEPS = [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10]

/** The next round number, so that the axis does not change with every sample. */
export function roomySeconds(seconds: number): number {
  if (!(seconds > 0) || !Number.isFinite(seconds)) return 1
  const power = 10 ** Math.floor(Math.log10(seconds))
  return (STEPS.find((step) => step * power >= seconds) ?? 10) * power
}

/** A distance between axis marks: 1, 2 or 5 of a power of ten, at most `most` of them. */
export function tickStep(range: number, most: number): number {
  const least = range / Math.max(most, 1)
  const power = 10 ** Math.floor(Math.log10(least))
  return ([1, 2, 5].find((step) => step * power >= least * 0.999) ?? 10) * power
}

function trialZeros(lanes: readonly Lane[]): Map<string, number> {
  const zeros = new Map<string, number>()
  for (const { worker } of lanes) {
    const key = trialKey(worker)
    zeros.set(key, Math.min(zeros.get(key) ?? Infinity, worker.startNs))
  }
  return zeros
}

function trialKey({ model, repeat }: { readonly model: string; readonly repeat: number }): string {
  return `${model}/${repeat}`
}
