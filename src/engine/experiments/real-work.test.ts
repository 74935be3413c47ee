import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'
import { worker } from '../../contract/testing.ts'
import { somePythons, testRuntimes } from '../runtimes/testing.ts'
import type { RunCommand, WorkerEvent, Workload } from '../runtimes/workload.ts'
import { monteCarlo } from './monte-carlo.ts'
import { distance, estimates, truePrice } from './price-estimate.ts'

// Lists, options and databases on real interpreters.

const { runtimes, start } = testRuntimes()
const pythons = somePythons(await runtimes.list())
const node = await runtimes.resolve('node')

type Ended = Extract<WorkerEvent, { type: 'worker-end' }>

async function run(workload: Workload, order: RunCommand): Promise<Ended[]> {
  const ends: Ended[] = []
  await workload.run(order, (event) => event.type === 'worker-end' && ends.push(event))
  return ends.toSorted((a, b) => a.index - b.index)
}

/** What the workers told under each model that can do the work, from one interpreter. */
async function runAll(runtime: Runtime, order: Omit<RunCommand, 'model'>): Promise<Ended[][]> {
  const workload = await start(runtime)
  const models = runtime.models.filter(({ available, work = [] }) => available && work.includes(order.work))
  const all: Ended[][] = []
  for (const { id } of models) all.push(await run(workload, { ...order, model: id }))
  expect(all.length).toBeGreaterThanOrEqual(3)
  return all
}

const sameFor = (all: readonly Ended[][]) => all.map((ends) => ends.map(({ checksum }) => checksum))

const LISTS = { work: 'fill', workers: 2, workUnits: 25_000, params: { length: 10_000 } }
const CALL = Object.fromEntries(monteCarlo.experiment.parameters.map((parameter) => [parameter.id, parameter.default]))
const OPTION = { work: 'option', workers: 2, workUnits: 50_000, params: CALL }

describe.each([...pythons, node])('$label', (runtime) => {
  test('lists hold the same numbers under every model, and others for every worker', async () => {
    const [first, ...others] = sameFor(await runAll(runtime, LISTS))
    for (const other of others) expect(other).toEqual(first)
    expect(new Set(first).size).toBe(2)
    const sums = first!.map((checksum) => Number(/^25000 numbers, sum (.*)$/.exec(checksum)![1]))
    for (const sum of sums) expect(Math.abs(sum / 25_000 - 0.5)).toBeLessThan(0.01)
  })

  test('how long a list may be changes no number of it', async () => {
    const workload = await start(runtime)
    const sums = new Set<string>()
    for (const length of [1000, 7001, 1_000_000]) {
      const ends = await run(workload, { ...LISTS, model: 'sequential', params: { length } })
      sums.add(ends.map(({ checksum }) => checksum).join())
    }
    expect(sums.size).toBe(1)
  })

  test('the option has the same price under every model, and it is the right one', async () => {
    const all = await runAll(runtime, OPTION)
    const [first, ...others] = sameFor(all)
    for (const other of others) expect(other).toEqual(first)
    for (const ends of all) {
      const workers = ends.map(({ index, values }) => worker(index, { values }))
      expect(estimates({ workers }).at(-1)).toMatchObject({ paths: 100_000 })
      expect(distance({ workers }, truePrice(CALL))).toBeLessThan(4)
    }
  })
})

const MATRICES = { work: 'matrix', workers: 2, workUnits: 8, params: { order: 8, wait: 50 } }

describe.each(pythons)('$label', (runtime) => {
  test('databases hold the matrices that are multiplied, and every query waits', async () => {
    // The elements of a product add up to this, without multiplying the matrices.
    const script = `import random
for seed in 0, 1:
    m = [[x() for _ in range(8)] for x in [random.Random(seed).random] for _ in range(8)]
    print(f"8 rows, sum {sum(sum(column) * sum(row) for column, row in zip(zip(*m), m)):.6f}")`
    const expected = execFileSync(runtime.path, ['-c', script], { encoding: 'utf8' }).trim().split(/\r?\n/)
    const all = await runAll(runtime, MATRICES)
    for (const checksums of sameFor(all)) expect(checksums).toEqual(expected)
    for (const { values } of all.flat()) expect(values['waitSeconds']).toBeGreaterThanOrEqual(0.05)
  })

  test.runIf(process.platform === 'linux')('the databases are gone after the trial', async () => {
    const workload = await start(runtime)
    const environment = readFileSync(`/proc/${workload.pid}/environ`, 'utf8').split('\0')
    const scratch = environment.find((variable) => variable.startsWith('TMPDIR='))!.slice('TMPDIR='.length)
    const during: string[][] = []
    const order = { ...MATRICES, model: 'threads', params: { ...MATRICES.params, wait: 500 } }
    await workload.run(order, ({ type }) => type === 'begin' && during.push(readdirSync(scratch)))
    expect(during).toEqual([[expect.stringContaining('coreglow-')]])
    expect(readdirSync(scratch)).toEqual([])
  })
})
