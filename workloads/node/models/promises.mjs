import { allAtOnce } from '../calls/main-thread.mjs'

export const label = 'Promise.all'
export const description = 'All calls of an async function at once, at most 1,000 in flight, in the main thread.'
export const kind = 'coroutine'
export const sharesInterpreter = true
export const order = 40

/** Of the interface: docs/workloads.md. */
const MAX_IN_FLIGHT = 1000

export async function map(calls) {
  await allAtOnce(calls, MAX_IN_FLIGHT)
}
