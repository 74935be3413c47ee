import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { clusterRuntime, NO_CLUSTER } from './cluster-testing.ts'
import { testRuntimes } from './testing.ts'
import type { WorkerEvent } from './workload.ts'

// A real cluster of three hosts: network namespaces with names, process ids and clocks of their own (scripts/cluster-hosts.sh).

const { runtimes, start } = testRuntimes()
const found = clusterRuntime(await runtimes.list())
const mayMakeHosts =
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  spawnSync('unshare', ['--time', '--uts', '--pid', '--fork', 'true']).status === 0 &&
  spawnSync('ip', ['netns', 'list']).status === 0
const why = found === undefined ? NO_CLUSTER : 'needs root and network namespaces'

const HOUR_NS = 3600e9
const SCRIPT = fileURLToPath(new URL('../../../scripts/cluster-hosts.sh', import.meta.url))

/** Hosts for the length of one test. */
async function startHosts(count: number, path: string): Promise<{ address: string; process: ChildProcess }> {
  const child = spawn('bash', [SCRIPT, `${count}`, path], { stdio: ['pipe', 'pipe', 'inherit'] })
  onTestFinished(async () => {
    const ended = once(child, 'exit')
    child.stdin.end()
    await ended
  })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { address: line.replace('ready ', ''), process: child }
}

describe.skipIf(found === undefined || !mayMakeHosts)(`three hosts (skipped: ${why}, where it is)`, () => {
  const { runtime, model } = found!
  const order = (scheduler: string, workers: number, workUnits: number) => {
    return { work: 'countdown', model: model.id, workers, workUnits, options: { settings: { scheduler } } }
  }

  test('work on all of them: cores light up there, clocks are an hour apart and agree, ids are the host’s own', async () => {
    const { address } = await startHosts(3, runtime.path)
    const events: WorkerEvent[] = []
    const workload = await start(runtime)
    const end = await workload.run(order(address, 3, 30_000_000), (event) => events.push(event))
    const of = <T extends WorkerEvent['type']>(type: T) =>
      events.filter((event): event is Extract<WorkerEvent, { type: T }> => event.type === type)
    const starts = of('worker-start')
    expect(new Set(starts.map(({ host }) => host))).toEqual(new Set(['host1', 'host2', 'host3']))
    expect(of('worker-end').map(({ checksum }) => checksum)).toEqual(Array(3).fill('counted 30000000'))
    // Each namespace has few processes, so that their ids are small: those of this machine are not.
    for (const { pid, interpreter, host } of starts) expect(interpreter).toBe(`${host}:${pid}`)
    for (const report of of('host')) {
      const truth = -Number(report.host.slice(-1)) * HOUR_NS
      expect(Math.abs(report.offsetNs - truth)).toBeLessThanOrEqual(report.uncertaintyNs)
      // Times of that clock, corrected, are inside the trial.
      const own = starts.find(({ host }) => host === report.host)!
      expect(own.startNs).toBeGreaterThan(end.startNs - report.uncertaintyNs)
      expect(own.startNs).toBeLessThan(end.endNs + report.uncertaintyNs)
      const samples = of('host-samples').filter(({ host }) => host === report.host)
      const ran = samples.flatMap(({ tasks }) => tasks).some(([, pid, tid]) => pid === own.pid && tid === own.tid)
      expect(ran).toBe(true)
      expect(Math.max(...samples.flatMap(({ busy }) => busy.flat()))).toBeGreaterThan(50)
    }
    expect(of('host')).toHaveLength(3)
  })

  test('a host that is cut off for five seconds comes back with its result', async () => {
    const { address, process: hosts } = await startHosts(2, runtime.path)
    const workload = await start(runtime)
    const ends: string[] = []
    const gone: (boolean | undefined)[] = []
    let cut = false
    const end = await workload.run(order(address, 2, 60_000_000), (event) => {
      if (event.type === 'worker-end') ends.push(event.checksum)
      if (event.type === 'host') gone.push(event.gone)
      if (event.type !== 'worker-start' || cut) return
      cut = true
      hosts.stdin!.write('cut 1\n')
      void sleep(5000).then(() => hosts.stdin!.write('join 1\n'))
    })
    expect(ends).toEqual(['counted 60000000', 'counted 60000000'])
    expect(end.values['runAgain']).toBeUndefined()
    expect(gone).toEqual([undefined, undefined])
  })

  test('a host that is cut off for good: its work is done by another, and it is gone', async () => {
    const { address, process: hosts } = await startHosts(2, runtime.path)
    const workload = await start(runtime)
    const hostOf = new Map<number, string | undefined>()
    const gone: string[] = []
    const end = await workload.run(order(address, 2, 60_000_000), (event) => {
      if (event.type === 'host' && event.gone) gone.push(event.host)
      if (event.type !== 'worker-start') return
      if (hostOf.size === 0) hosts.stdin!.write('cut 1\n')
      hostOf.set(event.index, event.host)
    })
    expect([...hostOf.values()]).toEqual(['host2', 'host2'])
    expect(end.values['runAgain']).toBe(1)
    expect(gone).toEqual(['host1'])
    // Dask waits for 30 s before it gives a connection up.
  }, 120_000)
})
