import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { resolve } from 'node:path'
import { createRuntimes } from '../src/engine/runtimes/runtimes.ts'
import type { Runtime } from '../src/contract/experiment.ts'
import type { Runtimes } from '../src/engine/runtimes/workload.ts'
import { benchOptions, median, report, spread } from './lib/bench.ts'
import { calibrate, withWorkload } from './lib/workload.ts'

const REFERENCE = resolve('../shared/reference/six_runs.py')
// One speed-up varies by a fifth on a shared machine: it takes many for a ratio of medians to a few per cent.
const PAIRS = 45
const SECONDS = 0.3

/** Processes against one after the other: our speed-up beside that of the same runs in a page of plain Python. */
export async function bench(): Promise<void> {
  if (!existsSync(REFERENCE)) return console.log('skipped: ../shared/reference/six_runs.py is not there')
  const options = benchOptions()
  const runtimes = createRuntimes(options)
  try {
    const runtime = await runtimes.preferred()
    if (runtime.kind !== 'cpython') return console.log('skipped: no CPython on this machine')
    const workers = availableParallelism()
    const workUnits = await calibrate(runtimes, runtime, SECONDS)
    const pairs: { readonly ours: number; readonly plain: number }[] = []
    for (let i = 0; i < PAIRS; i++) {
      pairs.push({
        ours: await measureOurs(runtimes, runtime, workers, workUnits),
        plain: measurePlain(runtime.path, workers),
      })
    }
    const [ours, plain] = [pairs.map((pair) => pair.ours), pairs.map((pair) => pair.plain)]
    console.log(`${runtime.label}, ${workers} workers of ${SECONDS} s, ${PAIRS} pairs`)
    console.log(`speed-up of processes: ours ${spread(ours, 2)}, plain Python ${spread(plain, 2)}`)
    report('ours / plain Python, of the medians', (median(ours) / median(plain)).toFixed(3), 'at least 0.95')
  } finally {
    await runtimes.close()
    options.remove()
  }
}

async function measureOurs(runtimes: Runtimes, runtime: Runtime, workers: number, workUnits: number): Promise<number> {
  const wall = (model: string) =>
    withWorkload(runtimes, runtime, async (workload) => {
      const end = await workload.run({ work: 'countdown', model, workers, workUnits }, () => {})
      return end.endNs - end.startNs
    })
  const sequential = await wall('sequential')
  return sequential / (await wall('processes'))
}

function measurePlain(python: string, workers: number): number {
  const { counting } = JSON.parse(
    execFileSync(python, [REFERENCE, String(SECONDS), String(workers)], { encoding: 'utf8' }),
  )
  return counting.sequential / counting.processes
}
