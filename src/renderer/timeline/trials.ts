import type { LiveWorker } from '../../contract/run-event.ts'
import type { Variant } from '../../contract/run.ts'
import type { Lane } from '../live/lanes.ts'
import type { ShownRun } from '../state/runs.ts'

/** `trial`: each variant's latest repeat, all from zero; `run`: all repeats, when they were. */
export type TimelineMode = 'trial' | 'run'

/** Number of variants above which one is shown at a time. Chosen: more cannot be read side by side. */
export const MAX_VARIANTS = 6

/** A lane of a run. */
export interface WorkerLane extends Lane {
  readonly worker: LiveWorker
}

export interface TrialKey {
  readonly variant: string
  readonly repeat: number
}

/** The moment from which a trial's times count, ns; undefined while it has no worker. */
export type ZeroOf = (trial: TrialKey) => number | undefined

export function workerLanesOf(lanes: readonly Lane[]): readonly WorkerLane[] {
  return lanes.filter((lane): lane is WorkerLane => lane.worker !== undefined)
}

/** Zero of each trial: side by side its first worker's start, as it ran that of the run. */
export function zeroOfTrials(lanes: readonly WorkerLane[], mode: TimelineMode): ZeroOf {
  const zeros = new Map<string, number>()
  for (const { worker } of lanes) {
    const key = trialKey(worker)
    zeros.set(key, Math.min(zeros.get(key) ?? Infinity, worker.startNs))
  }
  const runZero = Math.min(...zeros.values())
  return (trial) => (mode === 'run' ? runZero : zeros.get(trialKey(trial)))
}

/** All variants if they are few; otherwise the chosen, the running or the last one. */
export function variantsShown({ plan, progress }: ShownRun, chosen: string | undefined): readonly Variant[] {
  const { variants } = plan
  const only = variants.find(({ id }) => id === chosen)
  if (only !== undefined) return [only]
  return variants.length <= MAX_VARIANTS
    ? variants
    : [variants.find(({ id }) => id === progress.variant) ?? variants.at(-1)!]
}

export function isLatestTrial({ variant, repeat }: TrialKey, lanes: readonly WorkerLane[]): boolean {
  return !lanes.some(({ worker }) => worker.variant === variant && worker.repeat > repeat)
}

function trialKey({ variant, repeat }: TrialKey): string {
  return `${variant}/${repeat}`
}
