// Ends a synchronous call that does not end by itself. Node has one way to interrupt JavaScript: the timeout of a script.
import { Script } from 'node:vm'

const HOOK = Symbol.for('coreglow.watched')
const script = new Script(`globalThis[Symbol.for('${Symbol.keyFor(HOOK)}')]()`)

/** Thrown where time was up. */
export class TimeUp extends Error {}

/** What `call` returns; it costs 50 microseconds. @throws TimeUp after so many milliseconds, else what `call` throws */
export function watched(call, milliseconds) {
  let outcome
  globalThis[HOOK] = () => {
    try {
      outcome = { value: call() }
    } catch (error) {
      outcome = { error }
    }
  }
  try {
    script.runInThisContext({ timeout: milliseconds })
  } catch (error) {
    throw new TimeUp('time was up', { cause: error })
  } finally {
    delete globalThis[HOOK]
  }
  if ('error' in outcome) throw outcome.error
  return outcome.value
}
