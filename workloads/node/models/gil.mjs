import { createGil, createLock } from '../gil.mjs'
import { inEach, inThread } from '../launch.mjs'

export const label = 'threads + one lock'
export const description =
  "A model of CPython's GIL, which Node does not have: worker_threads that take turns on one lock, 5 ms each unless another switch interval is set."
export const kind = 'thread'
export const sharesInterpreter = false
export const lock = 'lock'
export const order = 25

export async function run(task) {
  const cells = createLock()
  await inEach(task, async (_, index) => {
    // One that died may have held it.
    await inThread(task, index, { lock: cells }).finally(() => createGil(cells, index).drop())
  })
}
