import { createBarrier, createLock, sharedCells, sleep } from '../locks.mjs'

const AGREED_ROUNDS = 100
const HOLD_MS = 0.5

/** A lock of each worker, and a barrier at which all meet. */
export function setup({ workers }) {
  return sharedCells(workers + 2)
}

/** Amount: seconds that a worker waits for a lock before it gives up. Worker i needs the locks i and i + 1 of a circle. */
export function run({ index, workers, workUnits, params, shared: cells, report }) {
  const locks = Array.from({ length: workers }, (_, at) => createLock(cells, at))
  const barrier = createBarrier(cells, workers, workers)
  const hands = createHands(locks, workUnits * 1000)
  const [mine, other] = [index, (index + 1) % workers]
  const told =
    params.order === 'opposite'
      ? meet(hands, mine, other, barrier)
      : agree(hands, Math.min(mine, other), Math.max(mine, other), barrier)
  report({ ...told, longestWaitSeconds: hands.longestMs() / 1000 })
  return `wanted ${name(mine)} and ${name(other)}`
}

/** Takes one lock, meets the others, who have one each, and asks for the second. */
function meet(hands, first, second, barrier) {
  hands.take(first)
  barrier.wait()
  const both = hands.take(second)
  const told = hands.told()
  // Nobody lets go before all have given up: else the first to do so would free the others while they report.
  barrier.wait()
  hands.letGo()
  return { attempts: 1, both: Number(both), ...told }
}

/** Takes the lock that comes first in the order of all locks, then the other, again and again. */
function agree(hands, first, second, barrier) {
  barrier.wait()
  let both = 0
  while (both < AGREED_ROUNDS && hands.take(first) && hands.take(second)) {
    both++
    sleep(HOLD_MS) // long enough for the others to run into it
    hands.letGo()
  }
  const told = hands.told()
  hands.letGo()
  return { attempts: AGREED_ROUNDS, both, ...told }
}

/** What one worker holds and waits for. */
function createHands(locks, patienceMs) {
  const held = []
  let wanted = []
  let longest = 0

  /** False when patience ended first. */
  function take(number) {
    wanted = [number]
    const start = performance.now()
    const taken = locks[number].acquire(patienceMs)
    longest = Math.max(longest, performance.now() - start)
    if (taken) {
      held.push(number)
      wanted = []
    }
    return taken
  }

  function letGo() {
    while (held.length > 0) locks[held.pop()].release()
  }

  const told = () => ({ holds: held.map(name), waits: wanted.map(name) })
  return { take, letGo, told, longestMs: () => longest }
}

function name(number) {
  return String.fromCharCode('A'.charCodeAt(0) + number)
}
