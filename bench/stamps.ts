import type { Runtime } from '../src/contract/experiment.ts'
import { createRuntimes } from '../src/engine/runtimes/runtimes.ts'
import type { Runtimes, TrialEnd } from '../src/engine/runtimes/workload.ts'
import { benchOptions, median, report, spread } from './lib/bench.ts'
import { calibrate, withWorkload } from './lib/workload.ts'

// Long enough for what threads compile anew each time, short enough for both of a pair to meet the same machine.
const PAIRS = 40
const SECONDS = 0.3
const WORKERS = 2

/** What the stamps of the clock cost the work that they observe: counting with them on, beside counting with them off. */
export async function bench(): Promise<void> {
  const options = benchOptions()
  const runtimes = createRuntimes(options)
  try {
    for (const runtime of new Set([await runtimes.preferred(), await runtimes.resolve('node')])) {
      console.log(`${runtime.label}, ${WORKERS} workers of ${SECONDS} s, ${PAIRS} pairs`)
      for (const model of ['sequential', 'threads']) await compare(runtimes, runtime, model)
    }
  } finally {
    await runtimes.close()
    options.remove()
  }
}

async function compare(runtimes: Runtimes, runtime: Runtime, model: string): Promise<void> {
  const workUnits = await calibrate(runtimes, runtime, SECONDS)
  const pairs: { on: TrialEnd; off: TrialEnd }[] = []
  await withWorkload(runtimes, runtime, async (workload) => {
    const trial = (stamps: boolean) =>
      workload.run({ work: 'countdown', model, workers: WORKERS, workUnits, options: { stamps } }, () => {})
    await trial(true) // warms up what is compiled
    for (let i = 0; i < PAIRS; i++) {
      const first = await trial(i % 2 === 0)
      const second = await trial(i % 2 !== 0)
      pairs.push(i % 2 === 0 ? { on: first, off: second } : { on: second, off: first })
    }
  })
  tell(`${model}, wall time`, pairs, ({ startNs, endNs }) => endNs - startNs)
  // Other programs' load lengthens it less.
  tell(`${model}, CPU time`, pairs, ({ cpuNs }) => cpuNs)
}

function tell(
  what: string,
  pairs: readonly { readonly on: TrialEnd; readonly off: TrialEnd }[],
  timeNs: (end: TrialEnd) => number,
): void {
  const [on, off] = [pairs.map((pair) => timeNs(pair.on)), pairs.map((pair) => timeNs(pair.off))]
  const ratios = on.map((ns, index) => ns / off[index]!)
  const ratio = (median(on) / median(off)).toFixed(3)
  report(`${what}, stamps on / off, of the medians`, `${ratio}; of each pair ${spread(ratios)}`, 'below 1.03')
}
