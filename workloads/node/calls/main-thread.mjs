// Models whose calls run in the main thread: one worker, seat 0.
import { now } from '../channel.mjs'
import { createCaller } from './caller.mjs'
import { openLedger, openRows } from './ledger.mjs'
import { overlap } from './overlap.mjs'
import { startWorker } from './worker-events.mjs'

/** One call after the other. */
export async function inLoop(calls) {
  await inMainThread(calls, openLedger(calls.piece.file, 0), async (ledger) => {
    return await createCaller({ ...calls, ledger, limitSeconds: calls.user.timeout })(0, calls.items)
  })
}

/** All calls at once, at most `limit` of them in flight. */
export async function allAtOnce(calls, limit) {
  await inMainThread(calls, openRows(calls.piece.file.path, 0), (file) => overlap(calls, limit, file))
}

async function inMainThread(calls, file, callAll) {
  try {
    const worker = startWorker({ index: 0, name: 'MainProcess/MainThread', requestedNs: now() })
    calls.take(0, 0, await callAll(file))
    worker.end()
  } finally {
    file.close()
  }
}
