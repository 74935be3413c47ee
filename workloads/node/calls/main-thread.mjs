// Models whose calls run in the main thread: one worker, seat 0.
import { now } from '../channel.mjs'
import { createCaller } from './caller.mjs'
import { overlap } from './overlap.mjs'
import { startWorker } from './worker-events.mjs'

/** One call after the other. */
export async function inLoop(calls) {
  await inMainThread(calls, async (ledger) => {
    return await createCaller({ ...calls, ledger })(0, calls.items)
  })
}

/** All calls at once, at most `limit` of them in flight. */
export async function allAtOnce(calls, limit) {
  await inMainThread(calls, (ledger) => overlap(calls, limit, ledger))
}

async function inMainThread(calls, callAll) {
  const ledger = calls.ledger(0)
  try {
    const worker = startWorker({ index: 0, name: 'MainProcess/MainThread', requestedNs: now() })
    calls.take(0, 0, await callAll(ledger))
    worker.end()
  } finally {
    ledger.show()
    ledger.close()
  }
}
