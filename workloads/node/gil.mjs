// A model of CPython's GIL (ceval_gil.c): one lock that threads take turns on. Who waits for it asks for it when a switch
// interval has passed without a switch; the holder looks for that now and then, and goes on when another has had its turn.

const FREE = 0
/** Cells of the lock. `SWITCHES` counts how often the lock went to another than its last holder. */
const [HOLDER, LAST_HOLDER, SWITCHES, WANTED] = [0, 1, 2, 3]

export function createLock() {
  return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT)
}

/** The lock as worker `index` sees it. */
export function createGil(lock, index, switchIntervalSeconds) {
  const cells = new Int32Array(lock)
  const me = index + 1

  function take() {
    while (!isMine()) waitForTurn()
    Atomics.store(cells, WANTED, 0)
    if (Atomics.exchange(cells, LAST_HOLDER, me) === me) return
    Atomics.add(cells, SWITCHES, 1)
    Atomics.notify(cells, SWITCHES)
  }

  function isMine() {
    const holder = Atomics.compareExchange(cells, HOLDER, FREE, me)
    return holder === FREE || holder === me
  }

  function waitForTurn() {
    const holder = Atomics.load(cells, HOLDER)
    const switches = Atomics.load(cells, SWITCHES)
    if (holder === FREE) return
    const outcome = Atomics.wait(cells, HOLDER, holder, switchIntervalSeconds * 1000)
    if (outcome === 'timed-out' && Atomics.load(cells, SWITCHES) === switches) Atomics.store(cells, WANTED, 1)
  }

  /** Nothing where another has it. */
  function drop() {
    if (Atomics.compareExchange(cells, HOLDER, me, FREE) === me) Atomics.notify(cells, HOLDER, 1)
  }

  const isWanted = () => Atomics.load(cells, WANTED) === 1

  /** To somebody who waits: `isWanted` says that there is one. He who drops a lock could else take it again before the other wakes up. */
  function handOver() {
    const switches = Atomics.load(cells, SWITCHES)
    drop()
    Atomics.wait(cells, SWITCHES, switches)
    take()
  }

  return { take, drop, isWanted, handOver }
}
