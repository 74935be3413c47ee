import { createBarrier, createFairLock, createLock, sharedCells, sleep } from '../locks.mjs'

/** Of a turn: how long a polite worker that waits for the lock rests after one. */
const REST = 0.1

/** Cells: the lock, in two of them where it is fair, and a barrier at which all begin. */
const [LOCK, BARRIER, CELLS] = [0, 2, 4]

export function setup() {
  return sharedCells(CELLS)
}

/** Amount: seconds during which the workers compete for one lock. The first of them is greedy. */
export function run({ index, workers, workUnits, params: { way, hold }, shared: cells, report }) {
  const lock = way === 'fair' ? createFairLock(cells, LOCK) : createLock(cells, LOCK)
  createBarrier(cells, BARRIER, workers).wait()
  const turns = createTurns(lock, hold, workUnits * 1000)
  if (index === 0) greedy(turns)
  else if (way === 'retry') comeBack(turns, hold)
  else wait(turns, REST * hold)
  report(turns.told())
  return `competed for ${workUnits} s`
}

/** Takes the lock again as soon as it has let go. */
function greedy(turns) {
  while (turns.take()) turns.hold()
}

function wait(turns, restMs) {
  while (turns.take()) {
    turns.hold()
    sleep(restMs)
  }
}

/** Where the lock is taken, tries again after the time of a turn. */
function comeBack(turns, restMs) {
  while (!turns.over()) {
    if (turns.takeFree()) turns.hold()
    sleep(restMs)
  }
}

/** One worker's turns, and the longest time without one. */
function createTurns(lock, holdMs, ms) {
  let count = 0
  let longest = 0
  let since = performance.now()
  const end = since + ms

  function over() {
    longest = Math.max(longest, performance.now() - since)
    return performance.now() >= end
  }

  /** False when the time was over before the lock came. */
  function take() {
    lock.acquire()
    if (!over()) return true
    lock.release()
    return false
  }

  function hold() {
    count++
    sleep(holdMs)
    since = performance.now()
    lock.release()
  }

  const told = () => ({ turns: count, longestWaitSeconds: longest / 1000 })
  return { over, take, takeFree: lock.tryAcquire, hold, told }
}
