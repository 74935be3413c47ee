import { formatShare } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { limitOf } from './limits.ts'

/** Affinity or quota is below what the program assumes, or shrank while it ran. */
export const cpuLimit: Rule = (evidence) => {
  const limit = limitOf(evidence)
  if (limit === undefined) return undefined
  const { allowed, allowedFirst, runnable, throttled } = limit
  const { cores } = evidence
  const shrank = allowed < allowedFirst ? ` (${allowedFirst} at the beginning)` : ''
  const held = throttled > 0.01 ? `, and its quota held it back ${formatShare(throttled)} of the time` : ''
  return {
    id: 'cpu-limit',
    text: `The program may use ${allowed} of the machine's ${cores} cores${shrank}, but ${runnable.toFixed(1)} of its threads wanted to run at the same time${held}.`,
    evidence: [
      { label: 'cores that it may use', value: allowed, unit: '' },
      { label: 'cores of the machine', value: cores, unit: '' },
      { label: 'threads that wanted a core, a mean', value: runnable, unit: '' },
      { label: 'share of the time held back by the quota', value: throttled, unit: 'share' },
    ],
    where: [],
    suggestion:
      'Count the cores that are allowed (os.process_cpu_count(), len(os.sched_getaffinity(0)), os.availableParallelism() in Node.js), not those of the machine, or allow it more.',
    strength: 0.5,
  }
}
