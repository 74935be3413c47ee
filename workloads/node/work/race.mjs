import { createBarrier, createLock, sharedCells } from '../locks.mjs'

const LAP = 20_000

/** Cells: the variable, a lock, a barrier; then a sum of each worker. */
const [X, LOCK, BARRIER, SUMS] = [0, 1, 2, 4]

export function setup({ workers }) {
  return sharedCells(SUMS + workers)
}

/** Amount: updates of one variable that all workers share. Each of them adds 1. */
export function run(worker) {
  const { workUnits, workers, shared: cells, params, report } = worker
  createBarrier(cells, BARRIER, workers).wait() // a thread takes longer to start than to do all its updates
  const beganSeconds = seconds()
  WAYS[params.way](worker, cells)
  report({ beganSeconds, endedSeconds: seconds() })
  return `added ${workUnits}`
}

export function finish({ workers }, cells) {
  return { x: cells.slice(SUMS, SUMS + workers).reduce((sum, one) => sum + one, cells[X]) }
}

/** Of a clock that all threads share. */
const seconds = () => Number(process.hrtime.bigint()) / 1e9

const one = () => 1

const WAYS = {
  plain({ workUnits, laps }, cells) {
    for (const lap of laps(workUnits, LAP)) for (let i = 0; i < lap; i++) cells[X] += 1
  },
  call({ workUnits, laps }, cells) {
    for (const lap of laps(workUnits, LAP)) for (let i = 0; i < lap; i++) cells[X] += one()
  },
  lock({ workUnits, laps }, cells) {
    const lock = createLock(cells, LOCK)
    for (const lap of laps(workUnits, LAP)) {
      for (let i = 0; i < lap; i++) {
        lock.acquire()
        cells[X] += 1
        lock.release()
      }
    }
  },
  atomics({ workUnits, laps }, cells) {
    for (const lap of laps(workUnits, LAP)) for (let i = 0; i < lap; i++) Atomics.add(cells, X, 1)
  },
  sums({ index, workUnits, laps }, cells) {
    let total = 0
    for (const lap of laps(workUnits, LAP)) for (let i = 0; i < lap; i++) total += 1
    cells[SUMS + index] = total
  },
}
