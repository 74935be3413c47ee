import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Runtime } from '../src/contract/experiment.ts'
import { createRuntimes } from '../src/engine/runtimes/runtimes.ts'
import type { Runtimes } from '../src/engine/runtimes/workload.ts'
import { benchOptions, median, report, spread } from './lib/bench.ts'
import { pairCount } from './lib/pairs.ts'
import { withWorkload } from './lib/workload.ts'

const ROUNDS = 15
const WORKERS = 2
/** Items of the loop: each has a row of its own in the ledger. */
const COUNT = 200_000

/** The user's file, and the same by hand: what a program does, timed in its own interpreter. Prints ns. */
const PYTHON = {
  file: 'bench_work.py',
  text: `import math

def nothing(item):
    return item

def short(item):
    return math.fsum(1 / (n + 1 + item) for n in range(10_000))
`,
  plain: 'plain.py',
  plainText: `import sys, time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
import bench_work

POOLS = {"thread-pool": ThreadPoolExecutor, "process-pool": ProcessPoolExecutor}

if __name__ == "__main__":
    model, name, count, workers, chunk = sys.argv[1], sys.argv[2], *map(int, sys.argv[3:])
    work, items = getattr(bench_work, name), list(range(count))
    begin = time.perf_counter_ns()
    if model == "sequential":
        results = [work(item) for item in items]
    else:
        with POOLS[model](workers) as pool:
            results = list(pool.map(work, items, chunksize=chunk))
    print(time.perf_counter_ns() - begin)
`,
}
const NODE = {
  file: 'bench-work.mjs',
  text: `export const nothing = (item) => item
`,
  plain: 'plain.mjs',
  plainText: `import * as bench from './bench-work.mjs'

const [, , , name, count] = process.argv
const work = bench[name]
const items = Array.from({ length: Number(count) }, (_, item) => item)
const begin = process.hrtime.bigint()
const results = []
for (const item of items) results.push(work(item))
console.log(Number(process.hrtime.bigint() - begin))
`,
}

interface Job {
  readonly model: string
  readonly name: string
  readonly count: number
  readonly chunk: number
}

const POOLS: readonly Job[] = [
  { model: 'thread-pool', name: 'short', count: 600, chunk: 1 },
  { model: 'process-pool', name: 'short', count: 600, chunk: 1 },
  { model: 'process-pool', name: 'nothing', count: 5000, chunk: 1 },
  { model: 'process-pool', name: 'nothing', count: COUNT, chunk: 1000 },
]

/** What the harness of `coreglow try` costs an item in the loop, and the pools beside plain concurrent.futures; both in fresh interpreters, by turns. */
export async function bench(): Promise<void> {
  const options = benchOptions()
  const runtimes = createRuntimes(options)
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-bench-'))
  try {
    const python = await runtimes.preferred()
    for (const [runtime, language] of [
      [python, PYTHON],
      [await runtimes.resolve('node'), NODE],
    ] as const) {
      if ((runtime.kind === 'cpython') !== (language === PYTHON)) continue
      writeFileSync(join(folder, language.file), language.text)
      writeFileSync(join(folder, language.plain), language.plainText)
      const rounds = pairCount(ROUNDS)
      console.log(`${runtime.label}, ${WORKERS} workers, ${rounds} rounds`)
      const measure = (job: Job) =>
        inRounds(rounds, runtimes, runtime, join(folder, language.file), join(folder, language.plain), job)
      const loop = await measure({ model: 'sequential', name: 'nothing', count: COUNT, chunk: 1 })
      const perItem = loop.map(({ ours, plain }) => (ours - plain) / COUNT)
      report('loop, harness - plain, ns an item', spread(perItem, 0), 'below 2000')
      if (language !== PYTHON) continue
      for (const job of POOLS) {
        const pairs = await measure(job)
        const of = (side: 'ours' | 'plain') => median(pairs.map((pair) => pair[side]))
        const ratios = pairs.map(({ ours, plain }) => ours / plain)
        const what = `${job.model}, ${job.count} items of ${job.name}() in chunks of ${job.chunk}, ${(of('plain') / 1e6).toFixed(0)} ms`
        report(
          `${what}: harness / plain, of the medians`,
          `${(of('ours') / of('plain')).toFixed(3)}; of each pair ${spread(ratios)}`,
          'below 1.05',
        )
      }
    }
  } finally {
    await runtimes.close()
    options.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Nanoseconds of both sides, one after the other; every second round the other way round. */
async function inRounds(rounds: number, runtimes: Runtimes, runtime: Runtime, file: string, plain: string, job: Job) {
  const sides = {
    ours: () => harnessNs(runtimes, runtime, file, job),
    plain: async () => plainNs(runtime, plain, job),
  }
  const pairs: { readonly ours: number; readonly plain: number }[] = []
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const ours = await sides.ours()
      pairs.push({ ours, plain: await sides.plain() })
    } else {
      const byHand = await sides.plain()
      pairs.push({ plain: byHand, ours: await sides.ours() })
    }
  }
  return pairs
}

function harnessNs(
  runtimes: Runtimes,
  runtime: Runtime,
  file: string,
  { model, name, count, chunk }: Job,
): Promise<number> {
  return withWorkload(runtimes, runtime, async (workload) => {
    const folder = join(workload.scratch ?? tmpdir(), 'calls')
    mkdirSync(folder)
    const order = { model, workers: WORKERS, chunk, function: { file, name, count, timeout: 60 }, folder }
    const { startNs, endNs } = await workload.map(
      order,
      () => {},
      () => {},
    )
    return endNs - startNs
  })
}

function plainNs({ path }: Runtime, file: string, { model, name, count, chunk }: Job): number {
  const args = [file, model, name, count, WORKERS, chunk].map(String)
  return Number(execFileSync(path, args, { encoding: 'utf8' }))
}
