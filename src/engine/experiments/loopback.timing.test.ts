import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'
import { mostly } from '../../testing/mostly.ts'
import { parseRow } from '../runtimes/process-tree.ts'
import { lives, somePythons, testRuntimes } from '../runtimes/testing.ts'
import type { TrialEnd, RunCommand, WorkerEvent } from '../runtimes/workload.ts'

// Work whose other half is a server or clients in a process of its own: on real interpreters, over real sockets.

const { options, runtimes, start } = testRuntimes()
const pythons = somePythons(await runtimes.list())
const node = await runtimes.resolve('node')

type Ended = Extract<WorkerEvent, { type: 'worker-end' }>

/** Runs an order under each of some models, in one interpreter. */
async function runAll(
  runtime: Runtime,
  models: readonly string[],
  order: Omit<RunCommand, 'model'>,
): Promise<Map<string, TrialEnd & { readonly workers: readonly Ended[] }>> {
  const workload = await start(runtime)
  const ends = new Map<string, TrialEnd & { readonly workers: readonly Ended[] }>()
  for (const model of models) {
    const workers: Ended[] = []
    const end = await workload.run({ ...order, model }, (event) => {
      if (event.type === 'worker-end') workers.push(event)
    })
    ends.set(model, { ...end, workers: workers.toSorted((a, b) => a.index - b.index) })
  }
  return ends
}

/** All that can run the work in a runtime. */
function modelsFor({ models }: Runtime, work: string): string[] {
  return models.filter((model) => model.available && (model.work?.includes(work) ?? true)).map(({ id }) => id)
}

const PAGES = { work: 'download', workers: 3, workUnits: 7, params: { latency: 20, jitter: 10, size: 5 } }
const CLIENTS = { work: 'serve', workers: 3, workUnits: 0.1, params: { requests: 20, work: 'wait' } }

describe.each([...pythons, node])('$label', (runtime) => {
  test('downloads are the same pages under every model, after the same waits', async () => {
    const models = modelsFor(runtime, 'download').filter((model) => model !== 'interpreters')
    const ends = [...(await runAll(runtime, models, PAGES)).values()]
    const told = ends.map(({ workers }) => workers.map(({ checksum, values }) => ({ checksum, ...values })))
    expect(told[0]).toHaveLength(3)
    expect(new Set(told[0]!.map(({ checksum }) => checksum)).size).toBe(3)
    for (const values of told) expect(values).toEqual(told[0])
    expect(told[0]!.map((values) => 'pages' in values && values.pages)).toEqual([3, 2, 2])
  })

  test('every request is counted and answered, and who is served last waits longest', async () => {
    const ends = await runAll(runtime, modelsFor(runtime, 'serve'), CLIENTS)
    expect(ends.size).toBeGreaterThan(1)
    for (const { values, workers } of ends.values()) {
      expect(values).toMatchObject({ requests: 60, counted: 60 })
      expect(workers.map(({ checksum }) => checksum)).toEqual(Array(3).fill('served 20 requests'))
    }
    // Two others come first, each for 20 waits of 5 ms.
    expect(Number(ends.get('one-at-a-time')!.values['maxMs'])).toBeGreaterThan(200)
    const together = [...ends]
      .filter(([model]) => model !== 'one-at-a-time')
      .map(([, { values }]) => Number(values['seconds']))
    expect(Math.min(...together)).toBeLessThan(Number(ends.get('one-at-a-time')!.values['seconds']))
  })

  test('a server that computes does as many steps for each', async () => {
    const order = { ...CLIENTS, workers: 2, workUnits: 100_000, params: { requests: 5, work: 'compute' } }
    for (const { values } of (await runAll(runtime, modelsFor(runtime, 'serve'), order)).values()) {
      expect(values).toMatchObject({ requests: 10, counted: 10 })
    }
  })

  test(
    'a query in the thread of the window freezes it for as long, elsewhere it does not',
    mostly(async () => {
      const models = modelsFor(runtime, 'window')
      expect(models).toEqual(['same-thread', 'other-thread', 'other-process'])
      const ends = await runAll(runtime, models, {
        work: 'window',
        workers: 2,
        workUnits: 0.4,
        params: { query: 'waits' },
      })
      const [same, ...others] = models.map((model) => ends.get(model)!.workers[0]!.values)
      expect(Number(same!['maxMs'])).toBeGreaterThan(380)
      expect(Number(same!['dropped'])).toBe(Number(same!['frames']) - 1)
      for (const other of others) expect(Number(other['p50Ms'])).toBeLessThan(Number(same!['p50Ms']) / 4)
    }),
  )
})

test.runIf(pythons.length > 0)('Python and Node download the same', async () => {
  const checksums = async (runtime: Runtime) =>
    (await runAll(runtime, ['sequential'], PAGES)).get('sequential')!.workers.map(({ checksum }) => checksum)
  expect(await checksums(pythons[0]!)).toEqual(await checksums(node))
})

test.runIf(pythons.length > 0)(
  'a server beside a thread that computes answers less, the longer the switch interval',
  mostly(async () => {
    const python = pythons.find(({ gilEnabled }) => gilEnabled)!
    const rate = async (model: string, workers: number, switchIntervalSeconds: number) => {
      const how = { options: { switchIntervalSeconds, stamps: false } }
      const end = (await runAll(python, [model], { work: 'convoy', workers, workUnits: 0.3, params: {}, ...how })).get(
        model,
      )!
      return Number(end.values['requests']) / Number(end.values['seconds'])
    }
    const alone = await rate('threads', 1, 0.005)
    expect(await rate('threads', 2, 0.05)).toBeLessThan(alone / 2)
    expect(await rate('processes', 2, 0.05)).toBeGreaterThan(alone / 20)
  }),
)

test.each(pythons)('$label: nobody waits for a client that is not wanted any more', ({ path }) => {
  const code = [
    'import contextlib, echo',
    'wanted = iter([True, False])',
    'with contextlib.ExitStack() as cleanup:',
    '    print(echo.accept(echo.listen(cleanup), lambda: next(wanted)))',
  ]
  const cwd = join(options.workloads, 'python')
  expect(spawnSync(path, ['-B', '-c', code.join('\n')], { cwd, encoding: 'utf8' }).stdout).toBe('None\n')
})

/** The programs that this one started, and that live. */
function childrenOf(parent: number): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.map(Number).filter((pid) => {
    try {
      return parseRow(pid, readFileSync(`/proc/${pid}/stat`, 'latin1')).parent === parent
    } catch {
      return false // it has ended
    }
  })
}

// Without the guard, which would end them all: what they started ends with them by itself.
describe.runIf(process.platform === 'linux')('nothing is left of a program that was killed', () => {
  const endless = { params: { requests: 20_000, work: 'wait' }, workUnits: 100 }
  const cases = [
    { work: 'download', model: 'threads', workUnits: 100, params: { latency: 200, jitter: 0, size: 1 } },
    { work: 'serve', model: 'one-at-a-time', ...endless },
    { work: 'serve', model: 'thread-per-client', ...endless },
    { work: 'serve', model: 'process-per-client', ...endless },
    { work: 'serve', model: 'event-loop', ...endless },
    { work: 'convoy', model: 'threads', workUnits: 60, params: {} },
    { work: 'convoy', model: 'gil', workUnits: 60, params: {} },
    { work: 'convoy', model: 'processes', workUnits: 60, params: {} },
  ]
  const python = pythons.slice(0, 1).map((runtime) => {
    return { runtime, args: ['-E', '-s', '-B', join(options.workloads, 'python', 'main.py')] }
  })
  const programs = [...python, { runtime: node, args: [join(options.workloads, 'node', 'main.mjs')] }]
  const all = programs.flatMap(({ runtime, args }) =>
    cases
      .filter(({ work, model }) => modelsFor(runtime, work).includes(model))
      .map((order) => ({ runtime, args, order, label: runtime.label, what: `${order.work}, ${order.model}` })),
  )

  test.each(all)('$label: $what', async ({ runtime, args, order }) => {
    const child = spawn(runtime.path, args, { detached: true, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
    onTestFinished(() => killGroup(child.pid!))
    child.stdin!.write(`${JSON.stringify({ do: 'run', workers: 2, ...order })}\n`)
    await seen(child.stdio[3], 'worker-start')
    const pids = childrenOf(child.pid!)
    expect(pids.length).toBeGreaterThan(0)
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect.poll(() => pids.filter(lives), { timeout: 10_000 }).toEqual([])
  })
})

async function seen(pipe: unknown, event: string): Promise<void> {
  if (!(pipe instanceof Readable)) throw new Error('The program has no pipe for its events.')
  for await (const line of createInterface({ input: pipe })) if (JSON.parse(line).ev === event) return
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL')
  } catch {
    // it has ended, as it should
  }
}
