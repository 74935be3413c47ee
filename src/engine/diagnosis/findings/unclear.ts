import { formatSeconds } from '../../../contract/text.ts'
import { sum } from '../../../contract/statistics.ts'
import type { Evidence } from '../evidence.ts'
import { coresTaken, noiseOf } from '../noise.ts'
import type { Rule } from '../rule.ts'
import { coresBusy, lifeOf, secondsIn, watchedSeconds, workSeconds } from '../time.ts'

/** Work that can be judged. Chosen: ten samples at the least rate, 20 Hz, at which functions are read. */
const MIN_SECONDS = 0.5
/** Part of the threads' time of which nothing is known. Chosen. */
const MAX_UNKNOWN = 0.5

/** Seconds for which the program's own code ran, and was seen. */
function watchedTime(evidence: Evidence): number {
  return Math.min(workSeconds(evidence), watchedSeconds(evidence))
}

/** Whether the program's own code ran for too short a time to be judged by shares. */
export function isTooShort(evidence: Evidence): boolean {
  return !(watchedTime(evidence) >= MIN_SECONDS)
}

/** Why nothing can be said: too short, another program's load, or a program that could not be read. */
export const unclear: Rule = (evidence) => {
  const reason = reasonOf(evidence)
  if (reason === undefined) return undefined
  return {
    id: 'unclear',
    text: reason,
    evidence: [
      { label: 'time watched', value: evidence.seconds, unit: 's' },
      { label: 'cores busy', value: coresBusy(evidence), unit: '' },
      { label: 'cores used by others', value: coresTaken(evidence), unit: '' },
    ],
    where: [],
    strength: 0.01,
  }
}

function reasonOf(evidence: Evidence): string | undefined {
  if (isTooShort(evidence)) {
    return `Too short to say: the program's own code was seen for ${formatSeconds(watchedTime(evidence))}, and ${formatSeconds(MIN_SECONDS)} are needed.`
  }
  const unknown = secondsIn(evidence.threads, ['unknown'])
  const all = sum(evidence.threads.map(lifeOf))
  if (!(all > 0)) return 'Nothing is known of what its threads did.'
  if (unknown > MAX_UNKNOWN * all) {
    const missing = evidence.processes.find((process) => process.missing !== undefined)?.missing
    return missing ?? 'What its threads did is not known for most of the time.'
  }
  const [noise] = noiseOf(evidence)
  return noise === undefined
    ? undefined
    : `Nothing stands out, but the machine was busy: ${noise.replace(/\.$/, '')}, so that a fault may be hidden. Try again when it is quiet.`
}
