import { createBarrier, createLock, sharedCells } from '../locks.mjs'

/** Iterations of a loop: some 100 microseconds. */
const STEP = 100_000
/** Steps of a random pause; it may be none. */
const MAX_PAUSE = 3

/** Cells: whether the time is over, two barriers; then a lock of each worker. */
const [OVER, STEPPED, LOOKED, LOCKS] = [0, 1, 3, 5]

export function setup({ workers }) {
  return sharedCells(LOCKS + workers)
}

/**
 * Amount: seconds during which worker i tries to have the locks i and i + 1 of a circle at once. Time goes in steps that a barrier keeps together: all who try
 * take their own lock; then all look whether the other is free; then all compute for a while. Who did not get both lets go, and tries again in the next
 * step, or after a random number of steps.
 */
export function run({ index, workers, workUnits, params, shared: cells, laps, report }) {
  const [mine, other] = [index, (index + 1) % workers].map((at) => createLock(cells, LOCKS + at))
  const [stepped, looked] = [STEPPED, LOOKED].map((at) => createBarrier(cells, at, workers))
  let end = Infinity
  const watch = () => Atomics.store(cells, OVER, Number(performance.now() >= end))
  let [attempts, both, pause] = [0, 0, 0]
  stepped.wait()
  end = performance.now() + workUnits * 1000
  while (Atomics.load(cells, OVER) === 0) {
    const trying = pause === 0
    if (trying) mine.acquire()
    stepped.wait(watch) // all must see in the same step that the time is over
    const got = trying && other.tryAcquire()
    looked.wait()
    attempts += Number(trying)
    both += Number(got)
    if (!trying) pause--
    else if (!got) {
      mine.release()
      pause = params.pause === 'fixed' ? 0 : Math.floor(Math.random() * (MAX_PAUSE + 1))
    }
    compute(laps)
    if (got) {
      other.release()
      mine.release()
    }
  }
  report({ attempts, both })
  return `tried for ${workUnits} s`
}

function compute(laps) {
  for (const lap of laps(STEP, STEP)) {
    let n = lap | 0
    while (n > 0) n = (n - 1) | 0
  }
}
