import { sharedCells, sleep } from '../locks.mjs'

const FIRST = 101
const LOOK_MS = 2
const PRICE_MS = 50
const UPDATES = 1000

/** Places for all workers, and one for the price of an update. */
export function setup({ workers, params: { store } }) {
  return store === 'shared' ? sharedCells(workers + 1) : Array.from({ length: workers + 1 }, () => 0)
}

/** Amount: seconds for which a worker looks out for what the others wrote into the array that they may have in common. */
export function run(worker) {
  const { index, shared: values, report } = worker
  const mine = FIRST + index
  values[index] = mine
  report({ wrote: mine, saw: look(worker) })
  if (index === 0) report({ updateSeconds: price(values) })
  return `wrote ${mine}`
}

export function finish({ workers }, values) {
  return { after: Array.from(values.slice(0, workers)) }
}

/** What is in the places of the workers when all have written, or when patience ends. */
function look({ shared: values, workers, workUnits }) {
  const end = performance.now() + workUnits * 1000
  for (;;) {
    const saw = Array.from(values.slice(0, workers))
    if (saw.every((value) => value !== 0) || performance.now() >= end) return saw
    sleep(LOOK_MS)
  }
}

/** Seconds of one update. */
function price(values) {
  const spare = values.length - 1
  const start = performance.now()
  let updates = 0
  while (performance.now() - start < PRICE_MS) {
    for (let i = 0; i < UPDATES; i++) values[spare] += 1
    updates += UPDATES
  }
  return (performance.now() - start) / 1000 / updates
}
