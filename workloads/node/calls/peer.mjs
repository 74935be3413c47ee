// A worker of a pool as the main thread sees it.
import { now } from '../channel.mjs'
import { describeError, ItemError, tookTooLong } from './failure.mjs'
import { findUnsendable } from './sendable.mjs'

/** Chosen: the worker itself is first to say which item it is, where it can. */
const GRACE_NS = 200e6

/** `worker`: a Worker or a ChildProcess; messages go out by `post`, come in from `port`, and `drain` resolves with the last ones that did not. */
export function createPeer(calls, worker, { name, port, post, drain }) {
  let waiting
  let chunk
  let sentNs
  let death
  /** Resolves when it has imported the user's file. */
  const ready = new Promise((resolve, reject) => (waiting = { resolve, reject }))
  let isReady = false
  ready.then(() => (isReady = true)).catch(() => {}) // said to whoever waits for it
  const gone = new Promise((resolve) => worker.once('exit', (...how) => resolve(how)))
  port.on('message', hear)
  worker.once('error', (error) => (death ??= describeError(error)))
  void gone.then(die)

  function hear(message) {
    if (!message?.ofCoreglow) return
    const { failed, ...answer } = message
    if (failed) waiting?.reject(failureOf(failed))
    else waiting?.resolve(answer)
  }

  function failureOf({ item, message }) {
    if (!isReady) return new Error(`${name} could not start: ${message}`)
    return item === undefined ? new Error(message) : new ItemError(item, message)
  }

  async function die([code, signal]) {
    for (const message of await drain()) hear(message) // what it said last is read first
    death ??= signal ? `signal ${signal}` : `exit code ${code}`
    waiting?.reject(lost(signal))
  }

  function lost(signal) {
    const item = chunk && calls.itemUnderWay(chunk.first, chunk.items.length)
    if (chunk?.items.length === 1) return new ItemError(chunk.first, `${name} died: ${death}, in item ${chunk.first}.`)
    if (item !== undefined && !signal) return new ItemError(item, `${name} died: ${death}, in item ${item}.`)
    return new Error(`${name} died: ${death}${chunk ? `, in one of ${namesOf(chunk)}` : ''}.`)
  }

  function ask(message) {
    return new Promise((resolve, reject) => {
      waiting = { resolve, reject }
      if (death) reject(lost())
      else post(message)
    })
  }

  /** Results and stamps of the chunk's items. @throws ItemError */
  async function call(next) {
    chunk = next
    sentNs = now()
    try {
      return await ask(chunk)
    } catch (error) {
      throw error instanceof ItemError ? error : (findUnsendable(chunk.items, chunk.first, 'item') ?? error)
    }
  }

  /** Fails the chunk that it works on, if that takes longer than all of its items may. */
  function checkTime() {
    const limitSeconds = calls.user.timeout
    if (chunk === undefined || now() - sentNs < 1e9 * limitSeconds * chunk.items.length + GRACE_NS) return
    waiting.reject(tookTooLong(chunk.first, chunk.items.length, limitSeconds))
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

  return { ready, call, checkTime, end, kill }
}

function namesOf({ first, items }) {
  return `items ${first} to ${first + items.length - 1}`
}
