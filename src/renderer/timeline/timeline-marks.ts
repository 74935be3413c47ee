import { formatSeconds } from '../../contract/text.ts'
import type { TrialResult } from '../../contract/run.ts'
import type { ShownRun } from '../state/runs.ts'

/** An event of a trial as a whole, seconds after its zero. */
export interface TrialMark {
  /** The variant. */
  readonly group: string
  readonly seconds: number
  readonly text: string
}

/** Marks of a trial: its start (with a switch interval that was set), and its end, joined or died. */
export function marksOf(
  run: ShownRun,
  variants: ReadonlySet<string>,
  zeroOf: (trial: TrialResult) => number | undefined,
): TrialMark[] {
  const interval = intervalSet(run)
  return run.results
    .filter(({ variant }) => variants.has(variant))
    .flatMap((trial) => {
      const zeroNs = zeroOf(trial)
      if (zeroNs === undefined) return []
      const mark = (ns: number, text: string) => ({ group: trial.variant, seconds: (ns - zeroNs) / 1e9, text })
      const begun = interval === undefined ? 'start' : `start, switch interval ${formatSeconds(interval)}`
      return [
        mark(trial.startNs, begun),
        mark(trial.endNs, trial.died === undefined ? 'joined' : `died: ${trial.died}`),
      ]
    })
}

/** Switch interval in seconds, if the experiment sets another than the interpreter's default. */
function intervalSet({ plan, runtime }: ShownRun): number | undefined {
  const asked = plan.params['switch-interval']
  const value = runtime.switchIntervalSeconds
  return typeof asked !== 'number' || value === undefined || asked / 1000 === value ? undefined : asked / 1000
}
