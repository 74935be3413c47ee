// A worker of a pool as the main thread sees it.
import { describeError, ItemError } from './failure.mjs'
import { findUnsendable } from './sendable.mjs'

/** `worker`: a Worker or a ChildProcess; messages go out by `post`, come in from `port`, and `drain` waits for the last ones. */
export function createPeer(calls, worker, { name, port, post, drain }) {
  let waiting
  let chunk
  let death
  const gone = new Promise((resolve) => worker.once('exit', (...how) => resolve(how)))
  port.on('message', (message) => message?.ofCoreglow && hear(message))
  worker.once('error', (error) => (death ??= describeError(error)))
  void gone.then(die)

  function hear({ failed, ...answer }) {
    if (failed) waiting?.reject(new ItemError(failed.item, failed.message))
    else waiting?.resolve(answer)
  }

  async function die([code, signal]) {
    await drain() // what it said last is read first
    death ??= signal ? `signal ${signal}` : `exit code ${code}`
    waiting?.reject(lost(signal))
  }

  function lost(signal) {
    const item = chunk && calls.itemUnderWay(chunk.first, chunk.items.length)
    if (item === undefined) return new Error(`${name} died: ${death}.`)
    if (chunk.items.length === 1 || !signal) return new ItemError(item, `${name} died: ${death}, in item ${item}.`)
    return new Error(`${name} died: ${death}, in item ${item} or soon after it.`)
  }

  function ask(message) {
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      if (death) reject(lost())
      else post(message)
    })
  }

  /** Results and stamps of the chunk's items. @throws ItemError */
  async function call({ first, items }) {
    chunk = { first, items }
    try {
      return await ask({ first, items })
    } catch (error) {
      throw error instanceof ItemError ? error : (findUnsendable(items, first, 'item') ?? error)
    }
  }

  /** Resolves when it has ended, with its CPU time and what it changed. */
  async function end() {
    chunk = undefined
    const last = await ask({ end: true })
    await gone
    return last
  }

  async function kill() {
    waiting = undefined
    if (worker.terminate) await worker.terminate()
    else if (worker.exitCode === null && worker.signalCode === null) worker.kill('SIGKILL')
    await gone
  }

  return { call, end, kill }
}
