// A worker of a pool: imports the user's file, and calls the items of each chunk that it gets.
import { processCpuNs } from '../native.mjs'
import { createCaller } from './caller.mjs'
import { changesSince, surroundings } from './changes.mjs'
import { outsideOfItems } from './failure.mjs'
import { openLedger } from './ledger.mjs'
import { findFunction, importFile } from './user-file.mjs'
import { printed } from './user-code.mjs'
import { startWorker } from './worker-events.mjs'

/** Returns what takes messages from the pool; answers go to `post`. `isProcess`: its CPU time is not the main process's. */
export function createService(piece, post, { isProcess }) {
  const before = surroundings()
  const ready = prepare(piece)
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, failOutside)
  ready.then(() => answer({ isReady: true }), fail)

  function failOutside(error) {
    fail(outsideOfItems(error))
  }

  function fail({ item, message }) {
    answer({ failed: { item, message } })
  }

  function answer(message, then) {
    post(Object.assign(message, { ofCoreglow: true }), then)
  }

  async function take({ first, items, end }) {
    const { call, worker } = await ready
    if (end) {
      worker.end()
      await printed()
      return answer({ cpuNs: isProcess ? processCpuNs() : 0, changes: changesSince(before) }, () => process.exit())
    }
    const called = await call(first, items)
    try {
      answer(called)
    } catch (error) {
      const { findUnsendable } = await import('./sendable.mjs')
      throw findUnsendable(called.results, first, 'result') ?? error
    }
  }

  return (message) => take(message).catch(fail)
}

async function prepare({ user, group, file, ...worker }) {
  const { exported } = await importFile(user.file)
  const fn = findFunction(exported, user)
  return {
    call: createCaller({ fn, group, ledger: openLedger(file, worker.index), limitSeconds: user.timeout }),
    worker: startWorker(worker),
  }
}
