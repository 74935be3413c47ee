import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { ProcessList, SystemProcess } from '../../contract/system.ts'
import { affinityLimit } from './affinity.ts'
import { createSystem } from './system.ts'

const onLinux = process.platform === 'linux'

function started(command: string, ...args: string[]): ChildProcess & { readonly pid: number } {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  if (child.pid === undefined) throw new Error(`${command} does not start`)
  return child as ChildProcess & { readonly pid: number }
}

const system = createSystem(() => [process.pid])

/** As many lists as are asked for. */
function lists(count = 1, from = system): Promise<ProcessList[]> {
  return new Promise((resolve, reject) => {
    const found: ProcessList[] = []
    const stop = from.listen((list) => {
      if (found.push(list) < count) return
      // The first list may come before `listen` has returned.
      queueMicrotask(() => stop())
      resolve(found)
    }, reject)
  })
}

async function listed(pid: number): Promise<SystemProcess> {
  const [list] = await lists()
  const found = list?.processes.find((process) => process.pid === pid)
  if (found === undefined) throw new Error(`${pid} is not in the list`)
  return found
}

const refusal = (text: string) => ({ code: 'bad-params', message: expect.stringContaining(text) })

test('the list has this process and its child, with what the system says of them', async () => {
  const child = started(process.execPath, '-e', 'setInterval(() => {}, 1000)', 'a word')
  const found = await listed(child.pid)
  expect(found).toMatchObject({ name: 'node', parentPid: process.pid, runtime: 'Node.js', controllable: true })
  expect(found.command).toContain('a word')
  expect(Math.abs(Date.now() - found.startedMs)).toBeLessThan(60_000)
  expect(found.rssBytes).toBeGreaterThan(1e6)
  expect((await listed(process.pid)).controllable).toMatchObject({ missing: expect.stringContaining('Coreglow') })
})

test('the second list has shares of the CPU, and the memory of the machine adds up', async () => {
  started(process.execPath, '-e', 'for (;;);')
  const [first, second] = await lists(
    2,
    createSystem(() => []),
  )
  // Elsewhere the system gives the share itself.
  expect(first!.processes.every(({ cpuShare }) => cpuShare === undefined)).toBe(onLinux)
  const busiest = Math.max(...second!.processes.map(({ cpuShare = 0 }) => cpuShare))
  expect(busiest).toBeGreaterThan(0)
  expect(busiest).toBeLessThan(availableParallelism() + 1)
  const { totalBytes, availableBytes, freeBytes } = second!.memory
  expect(totalBytes).toBeGreaterThan(availableBytes)
  expect(availableBytes).toBeGreaterThanOrEqual(freeBytes * 0.5)
})

test.each([
  ['term', 'SIGTERM'],
  ['kill', 'SIGKILL'],
] as const)('a child is ended by %s', async (signal, name) => {
  const child = started('sleep', '60')
  const gone = once(child, 'exit')
  const { startTime } = await listed(child.pid)
  await system.end({ pid: child.pid, startTime, signal })
  expect(await gone).toEqual([null, name])
  await expect(system.end({ pid: child.pid, startTime, signal })).rejects.toMatchObject(refusal('has ended already'))
})

test('another process that has the PID now, Coreglow itself, its parent and the first process are left alone', async () => {
  const child = started('sleep', '60')
  const { startTime } = await listed(child.pid)
  const stale = { pid: child.pid, startTime: startTime - 100_000, signal: 'kill' } as const
  await expect(system.end(stale)).rejects.toMatchObject(refusal('another process has its PID now (sleep)'))
  for (const [pid, text] of [
    [process.pid, 'A part of Coreglow itself'],
    [process.ppid, 'started Coreglow'],
    ...(onLinux ? ([[1, 'The first process']] as const) : []),
  ] as const) {
    const ref = { pid, startTime: (await listed(pid)).startTime }
    await expect(system.end({ ...ref, signal: 'kill' })).rejects.toMatchObject(refusal(text))
    await expect(system.setPriority({ ...ref, nice: 19 })).rejects.toMatchObject(refusal(text))
    await expect(system.setAffinity({ ...ref, cores: [0] })).rejects.toMatchObject(refusal(text))
  }
  const protectedSystem = createSystem(() => [child.pid])
  await expect(protectedSystem.end({ pid: child.pid, startTime, signal: 'kill' })).rejects.toMatchObject(
    refusal('A part of Coreglow itself'),
  )
  expect(child.signalCode).toBeNull()
})

describe.runIf(onLinux)('on Linux', () => {
  /** A process with four threads beside its first. */
  async function threaded() {
    const code = `const { Worker } = require('worker_threads')
      new Worker('setInterval(() => {}, 1000)', { eval: true }).on('online', () => console.log('ready'))
      setInterval(() => {}, 1000)`
    const child = started(process.execPath, '-e', code)
    await once(child.stdout!, 'data')
    const statuses = () =>
      readdirSync(`/proc/${child.pid}/task`).map((tid) => ({
        nice: Number(readFileSync(`/proc/${child.pid}/task/${tid}/stat`, 'latin1').split(') ').at(-1)!.split(' ')[16]),
        cores: /^Cpus_allowed_list:\s+(\S+)/m.exec(
          readFileSync(`/proc/${child.pid}/task/${tid}/status`, 'latin1'),
        )?.[1],
      }))
    return { ...(await listed(child.pid)), statuses }
  }

  test('the priority of all threads is set', async () => {
    const { pid, startTime, threads, statuses } = await threaded()
    expect(threads).toBeGreaterThan(2)
    await system.setPriority({ pid, startTime, nice: 7 })
    expect(new Set(statuses().map(({ nice }) => nice))).toEqual(new Set([7]))
    expect((await listed(pid)).nice).toBe(7)
  })

  test.runIf(process.getuid?.() !== 0)('a priority that only root may set is refused with the reason', async () => {
    const { pid, startTime } = await threaded()
    await expect(system.setPriority({ pid, startTime, nice: -5 })).rejects.toMatchObject(refusal('without root'))
  })

  test.runIf(affinityLimit() === undefined)('the cores of all threads are set, and the list shows them', async () => {
    const { pid, startTime, statuses } = await threaded()
    const core = Number(/\d+/.exec((await listed(pid)).cores ?? '')?.[0])
    await system.setAffinity({ pid, startTime, cores: [core] })
    expect(new Set(statuses().map(({ cores }) => cores))).toEqual(new Set([String(core)]))
    expect((await listed(pid)).cores).toBe(String(core))
    await expect(system.setAffinity({ pid, startTime, cores: [8000] })).rejects.toMatchObject(refusal('were not set'))
  })

  test('without taskset, what is missing is named', () => {
    expect(affinityLimit('')).toContain('util-linux')
    expect(affinityLimit('/nowhere:relative')).toContain('taskset')
  })

  test('a zombie says so', async () => {
    const parent = started('/bin/sh', '-c', 'true & exec sleep 60')
    const zombie = async () => {
      const [list] = await lists()
      return list!.processes.find(({ parentPid, state }) => parentPid === parent.pid && state === 'zombie')
    }
    await expect.poll(zombie).toMatchObject({ controllable: { missing: expect.stringContaining('zombie') } })
  })
})
