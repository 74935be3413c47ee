import type { Exit } from '../../../contract/observation.ts'
import type { Rule } from '../rule.ts'
import { number } from './words.ts'

/** Chosen: one may be an accident, two are a pattern. */
const MIN_DEATHS = 2

/** Worker processes end with a failure or by a signal, again and again. */
export const workersDying: Rule = ({ processes }) => {
  const dead = processes.filter(({ parent, exit }) => parent !== undefined && failure(exit) !== undefined)
  const [first] = dead
  if (first === undefined || dead.length < MIN_DEATHS) return undefined
  const ways = [...new Set(dead.map(({ exit }) => failure(exit)!))].join(', ')
  return {
    id: 'workers-dying',
    text: `${number(dead.length)} of ${processes.length - 1} child processes ended badly (${ways}): their tasks are lost or done again.`,
    evidence: [
      { label: 'child processes that ended badly', value: dead.length, unit: '' },
      { label: 'child processes', value: processes.length - 1, unit: '' },
    ],
    where: [],
    suggestion:
      'Read what they wrote before they ended. Frequent reasons: too little memory (SIGKILL), a native crash (SIGSEGV), a start without `if __name__ == "__main__"`.',
    strength: 0.98,
  }
}

function failure(exit: Exit | undefined): string | undefined {
  if (exit === undefined || 'missing' in exit) return undefined
  if ('code' in exit) return exit.code === 0 ? undefined : `exit code ${exit.code}`
  return exit.byCoreglow || exit.signal === 'SIGTERM' ? undefined : exit.signal
}
