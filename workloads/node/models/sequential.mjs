import { inLoop } from '../calls/main-thread.mjs'
import { inMainThread } from '../launch.mjs'

export const label = 'sequential'
export const description = 'One worker after the other, in the main thread.'
export const kind = 'sequential'
export const sharesInterpreter = true
export const baseline = true
export const order = 10

export async function run(task) {
  for (let index = 0; index < task.workers; index++) await inMainThread(task, index)
}

export async function map(calls) {
  await inLoop(calls)
}
