// Locks for worker threads, in cells of an Int32Array that they share.

const [FREE, TAKEN] = [0, 1]

/** A plain lock, of one cell. It goes to whoever comes first when it is free. */
export function createLock(cells, at) {
  const take = () => Atomics.compareExchange(cells, at, FREE, TAKEN) === FREE

  /** False when `patienceMs` were over before the lock was free. */
  function acquire(patienceMs = Infinity) {
    const end = performance.now() + patienceMs
    while (!take()) {
      const left = end - performance.now()
      if (left <= 0) return false
      Atomics.wait(cells, at, TAKEN, left)
    }
    return true
  }

  function release() {
    Atomics.store(cells, at, FREE)
    Atomics.notify(cells, at, 1)
  }

  return { acquire, tryAcquire: take, release }
}

/** A lock of two cells that goes to those who wait in the order in which they came: a ticket lock. */
export function createFairLock(cells, at) {
  const [next, serving] = [at, at + 1]

  function acquire() {
    const ticket = Atomics.add(cells, next, 1)
    for (let now; (now = Atomics.load(cells, serving)) !== ticket;) Atomics.wait(cells, serving, now)
  }

  function release() {
    Atomics.add(cells, serving, 1)
    Atomics.notify(cells, serving)
  }

  return { acquire, release }
}

/** Where `parties` meet, again and again, of two cells. `wait` calls `whenAllAreHere` once for all, before any goes on. */
export function createBarrier(cells, at, parties) {
  const [arrived, meetings] = [at, at + 1]

  function wait(whenAllAreHere = () => {}) {
    const meeting = Atomics.load(cells, meetings)
    if (Atomics.add(cells, arrived, 1) + 1 < parties) {
      while (Atomics.load(cells, meetings) === meeting) Atomics.wait(cells, meetings, meeting)
      return
    }
    whenAllAreHere()
    Atomics.store(cells, arrived, 0)
    Atomics.add(cells, meetings, 1)
    Atomics.notify(cells, meetings)
  }

  return { wait }
}

/** Cells that all threads see. */
export function sharedCells(count) {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT))
}

/** Blocks the thread. */
export function sleep(ms) {
  Atomics.wait(sharedCells(1), 0, 0, ms)
}
