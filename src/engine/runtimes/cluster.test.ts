import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import type { ExperimentModule } from '../experiments/experiment.ts'
import { monteCarlo } from '../experiments/monte-carlo.ts'
import { clusterRuntime, freePort, logOf, NO_CLUSTER, portOf, startCluster } from './cluster-testing.ts'
import { lives, testRuntimes } from './testing.ts'
import type { RunCommand, TrialEnd, WorkerEvent, Workload } from './workload.ts'

// Work on a Dask cluster: one that Coreglow starts and ends, and one of somebody else's.

const { runtimes, start } = testRuntimes()
const found = clusterRuntime(await runtimes.list())

const COUNT = { work: 'countdown', workers: 2, workUnits: 3_000_000 }
const defaultsOf = ({ experiment }: ExperimentModule) =>
  Object.fromEntries(experiment.parameters.map((parameter) => [parameter.id, parameter.default]))
const LONG = { ...COUNT, workUnits: 1e12 }

async function run(workload: Workload, order: RunCommand, onEvent = (_event: WorkerEvent) => {}) {
  const events: WorkerEvent[] = []
  const end: TrialEnd = await workload.run(order, (event) => {
    events.push(event)
    onEvent(event)
  })
  const of = <T extends WorkerEvent['type']>(type: T) =>
    events
      .filter((event): event is Extract<WorkerEvent, { type: T }> => event.type === type)
      .toSorted((a, b) => ('index' in a && 'index' in b ? a.index - b.index : 0))
  return { end, starts: of('worker-start'), ends: of('worker-end') }
}

/** Waits for something of another process, 10 s at most. */
async function until(what: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !what(); i++) await sleep(20)
  expect(what()).toBe(true)
}

describe.skipIf(found === undefined)(`a cluster (skipped: ${NO_CLUSTER}, where it is)`, () => {
  const { runtime, model } = found!
  const on = (scheduler: string, order: Omit<RunCommand, 'model'> = COUNT): RunCommand => {
    return { ...order, model: model.id, options: { settings: { scheduler } } }
  }
  const refusal = async (scheduler: string) => {
    const workload = await start(runtime)
    return await workload.run(on(scheduler), () => {}).then(String, (error: Error) => error.message)
  }

  test.each([
    ['countdown', { workUnits: 200_000 }],
    ['wait', { workUnits: 0.01 }],
    ['fill', { workUnits: 20_000, params: { length: 1000 } }],
    ['option', { workUnits: 500, params: defaultsOf(monteCarlo) }],
  ])('does the same as one worker after the other: %s', async (work, amount) => {
    const order = { work, workers: 2, ...amount }
    const [alone, together] = [await start(runtime), await start(runtime)]
    const sequential = await run(alone, { ...order, model: 'sequential' })
    const cluster = await run(together, on('local', order))
    expect(cluster.ends.map(({ checksum }) => checksum)).toEqual(sequential.ends.map(({ checksum }) => checksum))
    expect(new Set(cluster.starts.map(({ pid }) => pid)).size).toBe(2)
    expect(cluster.starts.map(({ host }) => host)).toEqual([undefined, undefined])
    for (const { startNs, requestedNs } of cluster.starts) expect(startNs).toBeGreaterThan(requestedNs)
    expect(cluster.end.values).toMatchObject({ scheduler: 'local', connectSeconds: expect.any(Number) })
    expect(cluster.end.cpuNs).toBeGreaterThan(cluster.ends.reduce((sum, { cpuNs = 0 }) => sum + cpuNs, 0))
  })

  test('somebody else’s is used as it is, and nothing of ours stays there', async () => {
    const { address, scheduler, workers } = await startCluster(runtime)
    const workload = await start(runtime)
    const { starts, ends, end } = await run(workload, on(address))
    expect(ends.map(({ checksum }) => checksum)).toEqual(['counted 3000000', 'counted 3000000'])
    expect(new Set(starts.map(({ pid }) => pid))).toEqual(new Set(workers.map(({ pid }) => pid)))
    expect(end.values['scheduler']).toBe(address)
    await until(() => workers.every((worker) => logOf(worker).includes('Removing Worker plugin coreglow-')))
    expect([scheduler, ...workers].map(({ exitCode }) => exitCode)).toEqual([null, null, null])
    expect(logOf(scheduler)).not.toMatch(/ERROR|Traceback/)
  })

  test('when Coreglow is killed, its tasks and its plugin leave a cluster that goes on', async () => {
    const { address, workers } = await startCluster(runtime)
    const workload = await start(runtime)
    let started = 0
    const running = run(workload, on(address, LONG), ({ type }) => type === 'worker-start' && started++)
    running.catch(() => {})
    await until(() => started === 2)
    process.kill(workload.pid, 'SIGKILL')
    await expect(running).rejects.toThrow('SIGKILL')
    await until(() => workers.every((worker) => logOf(worker).includes('Removing Worker plugin coreglow-')))
    const again = await run(await start(runtime), on(address))
    expect(again.ends.map(({ checksum }) => checksum)).toEqual(['counted 3000000', 'counted 3000000'])
  })

  test('when Coreglow is killed, a cluster of ours goes with it', async () => {
    const workload = await runtimes.start(runtime)
    const pids: number[] = []
    const running = run(workload, on('local', LONG), (event) => event.type === 'worker-start' && pids.push(event.pid))
    running.catch(() => {})
    await until(() => pids.length === 2)
    process.kill(workload.pid, 'SIGKILL')
    await expect.poll(() => pids.filter(lives), { timeout: 10_000 }).toEqual([])
    await workload.kill()
  })

  test('a worker that is killed is done again by another, which is told', async () => {
    const { address } = await startCluster(runtime, 3)
    const workload = await start(runtime)
    let killed = false
    const order = on(address, { ...COUNT, workUnits: 40_000_000 })
    const { starts, ends, end } = await run(workload, order, (event) => {
      if (event.type !== 'worker-start' || killed) return
      killed = true
      process.kill(event.pid, 'SIGKILL')
    })
    expect(ends.map(({ checksum }) => checksum)).toEqual(['counted 40000000', 'counted 40000000'])
    expect(starts).toHaveLength(3)
    expect(end.values['runAgain']).toBe(1)
  })

  test('a worker whose every process dies is a failure in a sentence', async () => {
    const { address } = await startCluster(runtime, 4)
    const workload = await start(runtime)
    const running = run(workload, on(address, { ...LONG, workers: 1 }), (event) => {
      if (event.type === 'worker-start') process.kill(event.pid, 'SIGKILL')
    })
    await expect(running).rejects.toThrow(
      'Worker 0 failed: Dask gave up, because each process that ran its task has died.',
    )
  })

  describe('the user’s function', () => {
    const folder = mkdtempSync(join(tmpdir(), 'coreglow-test-'))
    afterAll(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'helper.py'), 'def double(n):\n    return 2 * n\n')
    writeFileSync(
      join(folder, 'report.py'),
      'from helper import double\nITEMS = list(range(40))\n' +
        'def work(n):\n    return double(n) + 0.1\n' +
        'def bad(n):\n    return 1 / (n - 7)\n' +
        'def ends(n):\n    import os\n    return os._exit(3) if n == 5 else n\n',
    )
    const call = async (way: string, name: string, scheduler: string, chunk = 1) => {
      const workload = await start(runtime)
      const calls = mkdtempSync(join(folder, 'calls-'))
      const order = {
        model: way,
        workers: 2,
        chunk,
        function: { file: join(folder, 'report.py'), name, timeout: 60 },
        options: { settings: { scheduler } },
        folder: calls,
      }
      const starts: WorkerEvent[] = []
      let chunks: number | undefined
      await workload.map(
        order,
        (event) => event.type === 'worker-start' && starts.push(event),
        (measured) => (chunks = measured.chunk),
      )
      return {
        chunks,
        starts,
        digests: readFileSync(join(calls, 'digests')),
        ledger: readFileSync(join(calls, 'ledger')),
      }
    }

    test.each(['ours', 'somebody else’s'])('has the results of a loop on a cluster that is %s', async (whose) => {
      const scheduler = whose === 'ours' ? 'local' : (await startCluster(runtime)).address
      const loop = await call('sequential', 'work', 'local')
      for (const chunk of [1, 7]) {
        const { chunks, starts, digests, ledger } = await call(model.id, 'work', scheduler, chunk)
        expect(digests.equals(loop.digests)).toBe(true)
        expect(starts.length).toBeGreaterThanOrEqual(1)
        expect(chunks).toBe(chunk)
        for (let row = 0; row < 40; row++) {
          const [from, to] = [ledger.readBigInt64LE(row * 24), ledger.readBigInt64LE(row * 24 + 8)]
          expect(from).toBeGreaterThan(0n)
          expect(to).toBeGreaterThanOrEqual(from)
        }
      }
    })

    test('that fails, or ends its process, is told with its item', async () => {
      const { address } = await startCluster(runtime, 4)
      for (const scheduler of ['local', address])
        await expect(call(model.id, 'bad', scheduler)).rejects.toMatchObject({
          message: 'Item 7 failed: ZeroDivisionError: division by zero, in bad (report.py:6).',
        })
      await expect(call(model.id, 'ends', address)).rejects.toMatchObject({
        message: 'Item 5 failed: Dask gave up, because each process that ran its task has died.',
      })
    })
  })

  test('another Python on the cluster is refused, another version of distributed is told', () => {
    const main = fileURLToPath(new URL('../../../workloads/python/main.py', import.meta.url))
    const script = `
import sys
exec(open(${JSON.stringify(main)}).read(), {"__name__": "test", "__file__": ${JSON.stringify(main)}})
from coreglow_workloads.cluster.connection import check_versions
from coreglow_workloads.refusal import Refusal
own = sys.version.split()[0]
def node(python, version):
    return {"host": {"python": python}, "packages": {"distributed": version}}
class Client:
    def get_versions(self, check):
        return {"scheduler": node(own, "1.0"), "workers": {"a": node(sys.argv[1] or own, "2.0")}}
try:
    print(check_versions(Client()))
except Refusal as refusal:
    print(refusal)
`
    const said = (python: string) => execFileSync(runtime.path, ['-c', script, python], { encoding: 'utf8' }).trim()
    expect(said('')).toBe("{'otherVersions': ['1.0', '2.0']}")
    expect(said('3.7.2')).toMatch(
      /^The cluster's workers run Python 3\.7, and this interpreter is 3\.\d+\. Tasks cannot/,
    )
  })

  test('no scheduler, no address, no workers, another server: a sentence each', async () => {
    const nobody = `tcp://127.0.0.1:${await freePort()}`
    expect(await refusal(nobody)).toContain(`No Dask scheduler answers at ${nobody} within 5 s:`)
    expect(await refusal('nonsense')).toBe(
      'The scheduler must be "local" or an address such as tcp://host:8786, not "nonsense".',
    )
    expect(await refusal((await startCluster(runtime, 0)).address)).toContain('The cluster has no workers.')
    const server = createServer((_request, response) => response.end('hello'))
    onTestFinished(() => void server.close())
    const other = `127.0.0.1:${await portOf(server)}`
    expect(await refusal(other)).toContain(`What answers at ${other} is no Dask scheduler`)
  })
})
