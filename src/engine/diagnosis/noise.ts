import { formatCores } from '../../contract/text.ts'
import type { Evidence } from './evidence.ts'

/**
 * Part of the machine that others may use without making the program's numbers doubtful. Chosen: on two cores it is half a
 * core, and what is left still shows whether a program fills more than one.
 */
const QUIET = 0.25

/** Cores that others used meanwhile, and that the hypervisor withheld. */
export function coresTaken({ machine }: Evidence): number {
  return machine.otherCores + machine.stolenCores
}

/** Why the program's numbers may be another program's: sentences; none on a machine that was its own. */
export function noiseOf(evidence: Evidence): string[] {
  const { machine, cores } = evidence
  if (!(coresTaken(evidence) > QUIET * cores)) return []
  const stolen = machine.stolenCores > 0.1 ? `, and the hypervisor withheld ${formatCores(machine.stolenCores)}` : ''
  return [`Other programs used ${formatCores(machine.otherCores)} of ${cores} meanwhile${stolen}.`]
}
