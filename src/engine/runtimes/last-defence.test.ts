import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'
import { FUNCTION_WORK } from '../../contract/function-models.ts'
import { clusterRuntime } from './cluster-testing.ts'
import { buildRuntimes, kill, processesOf, TEST, type TestProcess } from './guard-testing.ts'
import { somePythons, testRuntimes } from './testing.ts'
import type { MapCommand, RunOptions, RunCommand } from './workload.ts'

// What is left of a trial when Coreglow and its guard are killed at once, as `killall -9 node` does, or a system that is out of memory.

const { options, runtimes } = testRuntimes()
const list = await runtimes.list()
/** With one that has every model, where it is here. */
const pythons = [...new Set([...somePythons(list), clusterRuntime(list)?.runtime ?? []].flat())]
const node = await runtimes.resolve('node')

type Order = RunCommand | Omit<MapCommand, 'folder'>

/** Orders that would take for ever, for each model of a runtime: with work of Coreglow's, and with a function of the user's. */
function endlessOrders({ kind, models }: Runtime, how: RunOptions = {}): Order[] {
  const available = models.filter((model) => model.available)
  const calling = available.filter(({ work = [] }) => work.includes(FUNCTION_WORK))
  const others = available.filter(({ work = [] }) => work.some((id) => id !== FUNCTION_WORK))
  return [...others.map((model) => endlessOrder(model, how)), ...calling.map((model) => endlessCalls(kind, model, how))]
}

/** A file of the user's for each kind of runtime, whose function does not return. */
const folder = mkdtempSync(join(tmpdir(), 'coreglow-defence-'))
afterAll(() => rmSync(folder, { recursive: true }))
const USER_FILES = { cpython: join(folder, 'user.py'), node: join(folder, 'user.mjs') }
writeFileSync(
  USER_FILES.cpython,
  'import asyncio, time\ndef work(n):\n    time.sleep(600)\nasync def later(n):\n    await asyncio.sleep(600)\n',
)
writeFileSync(
  USER_FILES.node,
  'const cell = new Int32Array(new SharedArrayBuffer(4))\nexport const work = (n) => Atomics.wait(cell, 0, n - n, 600_000)\n' +
    'export const later = (n) => new Promise((resolve) => setTimeout(resolve, 600_000, n))\n',
)

function endlessCalls(kind: Runtime['kind'], { id, kind: way }: Runtime['models'][number], how: RunOptions): Order {
  const workers = way === 'sequential' || way === 'coroutine' ? 1 : 2
  const target = { file: USER_FILES[kind], name: way === 'coroutine' ? 'later' : 'work', count: 8, timeout: 3600 }
  return { model: id, workers, chunk: 1, function: target, options: how }
}

function endlessOrder({ id, work = [] }: Runtime['models'][number], how: RunOptions): RunCommand {
  const endless = ENDLESS.find((order) => work.includes(order.work))
  if (!endless)
    throw new Error(`The model ${id} has no order here that never ends: give ENDLESS one for ${work.join(', ')}.`)
  return { ...endless, model: id, workers: 2, options: how }
}

const ENDLESS: readonly Pick<RunCommand, 'work' | 'workUnits' | 'params'>[] = [
  { work: 'countdown', workUnits: 1e13 },
  { work: 'wait', workUnits: 600 },
  { work: 'serve', workUnits: 6000, params: { requests: 10, work: 'wait' } },
  { work: 'window', workUnits: 1e13, params: { query: 'computes' } },
  { work: 'messages', workUnits: 600, params: { largest: 1 } },
]

/** Models whose second worker starts when the first has ended. */
const ONE_AFTER_THE_OTHER = ['sequential', 'one-at-a-time']

/** What an app does: it starts all programs, gives each its order, and says so when the workers of all are at work. */
const app = `
  const [runtimesFile, options, runtime, orders, serial] = JSON.parse(process.argv[1])
  const [{ createRuntimes }, { mkdirSync }] = await Promise.all([import(runtimesFile), import('node:fs')])
  options.programs.guard = new URL(options.programs.guard)
  const runtimes = createRuntimes(options)
  const workloads = []
  for (const order of orders) workloads.push([await runtimes.start(runtime), order])
  await Promise.all(workloads.map(([workload, order]) => new Promise((resolve) => {
    let missing = serial.includes(order.model) ? 1 : order.workers
    const onEvent = ({ type }) => type === 'worker-start' && --missing === 0 && resolve()
    const folder = workload.scratch + '/calls'
    if (order.function) mkdirSync(folder)
    const done = order.function ? workload.map({ ...order, folder }, onEvent, () => {}) : workload.run(order, onEvent)
    done.catch((error) => console.log(order.model, error.message))
  })))
  console.log('working')`

interface App {
  readonly pid: number
  /** Its next line. */
  readonly line: Promise<unknown>
  /** Everything of it that lives. */
  readonly processes: () => TestProcess[]
}

async function startApp(runtime: Runtime, orders: readonly Order[]): Promise<App> {
  const id = randomUUID()
  const given = [await runtimesFile, options, runtime, orders, ONE_AFTER_THE_OTHER]
  const child = spawn(process.execPath, ['--input-type=module', '-e', app, '--', JSON.stringify(given)], {
    env: { ...process.env, [TEST]: id },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const processes = () => processesOf(id)
  onTestFinished(() => kill(processes()))
  const line = once(createInterface({ input: child.stdout }), 'line').then(([text]) => text)
  return { pid: child.pid!, line, processes }
}

const runtimesFile = buildRuntimes('defence-test')

/** Kills processes of an app, and looks whether all its workers have gone in time: within 2 s on a quiet machine. What has no process left starts none. */
async function killAndLook({ processes }: App, doomed: readonly TestProcess[]): Promise<void> {
  kill(doomed)
  await expect
    .poll(() => processes().filter(({ isWorker }) => isWorker), { timeout: 10_000, interval: 100 })
    .toEqual([])
  await expect.poll(processes, { timeout: 3000 }).toEqual([]) // the shell's guard ends as well
}

/** The app with its guard. */
const isNodeOfCoreglow = ({ isNode, isWorker }: TestProcess) => isNode && !isWorker

const START_METHODS = ['fork', 'spawn', 'forkserver']
const cases = [
  ...pythons.map((runtime, i) => ({ runtime, name: runtime.id, how: { startMethod: START_METHODS[i % 3]! } })),
  { runtime: node, name: node.id, how: {} },
]

describe.runIf(process.platform === 'linux').each(cases)('$name $how', ({ runtime, how }) => {
  // Python needs nobody but the kernel, so the shell's guard is killed too. Workers of Node need it.
  const isDoomed = runtime.kind === 'node' ? isNodeOfCoreglow : ({ isWorker }: TestProcess) => !isWorker

  test('no worker of any model outlives its Coreglow and the guard that were killed', async () => {
    const coreglow = await startApp(runtime, endlessOrders(runtime, how))
    expect(await coreglow.line).toBe('working')
    expect(coreglow.processes().filter(isNodeOfCoreglow)).toHaveLength(2)
    await killAndLook(coreglow, coreglow.processes().filter(isDoomed))
  }, 60_000)

  test('nor when they are killed while the workers are being started', async () => {
    const order = endlessOrders(runtime, how).filter(({ model }) => model === 'processes')
    expect(order).toHaveLength(2)
    const kills = [0, 30, 70, 110, 160, 250].map(async (delayMs) => {
      const coreglow = await startApp(runtime, order)
      while (!coreglow.processes().some(({ isWorker }) => isWorker)) await sleep(1)
      await sleep(delayMs)
      await killAndLook(coreglow, coreglow.processes().filter(isDoomed))
    })
    await Promise.all(kills)
  })
})

test.runIf(process.platform === 'linux')(
  'nor when the main processes, being Node, are killed with them',
  async () => {
    const coreglow = await startApp(node, endlessOrders(node))
    expect(await coreglow.line).toBe('working')
    const isMain = ({ isNode, parent }: TestProcess) => isNode && parent === coreglow.pid
    await killAndLook(
      coreglow,
      coreglow.processes().filter((started) => isNodeOfCoreglow(started) || isMain(started)),
    )
  },
  60_000,
)
