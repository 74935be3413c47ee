import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Frame, TaskInfo, TopProcess } from '../../contract/frame.ts'
import { testOptions } from '../testing.ts'
import { createMonitor } from './monitor.ts'
import { createPortableSource } from './portable.ts'
import { nowNs } from '../host/clock.ts'

type Listed = Awaited<ReturnType<NonNullable<Parameters<typeof createPortableSource>[0]>>>[number]

function listed(pid: number, parentPid: number, more: Partial<Listed> = {}): Listed {
  const texts = { tty: '', user: '', command: '', params: '', path: '' }
  const numbers = { cpu: 0, cpuu: 0, cpus: 0, mem: 0, priority: 0, memVsz: 0, memRss: 2, nice: 0 }
  return {
    pid,
    parentPid,
    name: `p${pid}`,
    state: 'sleeping',
    started: '2026-01-01 10:00:00',
    ...texts,
    ...numbers,
    ...more,
  }
}

/** A listing at each call of `step`, a second apart, and what a reading then tells. */
function stepper(lists: readonly (readonly Listed[])[]) {
  let call = 0
  const source = createPortableSource(async () => lists[Math.min(call++, lists.length - 1)]!)
  let tNs = 0
  const step = async () => {
    source.read((tNs += 1e9))
    await sleep(0)
    return source.read(tNs)
  }
  return { source, step }
}

test('descendants are found, in whatever order they are listed, and ended when they are gone', async () => {
  const { source, step } = stepper([[listed(12, 11), listed(11, 10), listed(10, 1), listed(99, 1)], [listed(10, 1)]])
  source.watch({ pid: 10, role: 'run' })
  const { changes, tasks } = await step()
  expect(changes.map(({ pid, parent }) => [pid, parent])).toEqual([
    [10, undefined],
    [11, 0],
    [12, 1],
  ])
  expect([...tasks.rssBytes]).toEqual([2048, 2048, 2048])
  expect([tasks.core[0], tasks.runQueueNs[0], tasks.voluntarySwitches[0]]).toEqual([-1, NaN, NaN])
  const after = await step()
  expect(after.changes.map(({ pid, endedNs }) => [pid, typeof endedNs])).toEqual([
    [11, 'number'],
    [12, 'number'],
  ])
  expect(after.tasks.index).toHaveLength(1)
})

test('CPU time is what the shares add up to, and does not fall', async () => {
  const busy = [listed(10, 1, { cpu: 50, state: 'running' })]
  const { source, step } = stepper([busy, busy, [listed(10, 1)]])
  source.watch({ pid: 10, role: 'run' })
  const cpu = []
  for (let i = 0; i < 3; i++) cpu.push((await step()).tasks.cpuNs[0]!)
  expect(cpu[0]).toBe(0)
  expect(cpu[1]).toBeGreaterThan(0)
  expect(cpu[2]).toBe(cpu[1])
})

test('a pid that begins at another time is another task', async () => {
  const { source, step } = stepper([[listed(10, 1)], [listed(10, 1, { started: '2026-01-01 10:20:00' })]])
  source.watch({ pid: 10, role: 'run' })
  await step()
  const { changes, tasks } = await step()
  expect([changes[0]!.endedNs, tasks.index.length]).toEqual([expect.any(Number), 0])
})

test('a list that fails, and a pid that is not in it, are problems, reported in a sentence', async () => {
  const failing = createPortableSource(() => Promise.reject(new Error('no ps')))
  failing.watch({ pid: 10, role: 'run' })
  failing.read(nowNs())
  await sleep(0)
  expect(failing.read(nowNs()).warnings).toEqual(['Cannot list the processes: Error: no ps.'])
  const { source, step } = stepper([[]])
  source.watch({ pid: 10, role: 'run' })
  expect((await step()).warnings).toEqual(['Cannot watch process 10: no such process.'])
  source.watch({ pid: 11, role: 'run', mayBeGone: true })
  expect((await step()).warnings).toEqual([])
})

test('forced on this system, with the real lists, through the thread', async () => {
  const options = testOptions()
  options.remove()
  const monitor = createMonitor({ sampler: options.programs.sampler, portable: true })
  const child = spawn('sleep', ['30'])
  try {
    const tasks = new Map<number, TaskInfo>()
    const frames: Frame[] = []
    let top: readonly TopProcess[] = []
    monitor.watch({ pid: process.pid, role: 'app' })
    monitor.watch({ pid: child.pid!, role: 'run' })
    monitor.listen(20, {
      onFrame: (frame) => frames.push(frame),
      onTasks: (changes) => changes.forEach((info) => tasks.set(info.index, info)),
      onTop: (processes) => (top = processes),
    })
    const isSeen = () => top.length > 0 && tasks.size >= 2 && frames.at(-1)!.tasks.index.length >= 2
    await expect.poll(isSeen, { timeout: 20_000 }).toBe(true)
    child.kill('SIGKILL')
    const hasEnded = () => [...tasks.values()].some(({ pid, endedNs }) => pid === child.pid && endedNs !== undefined)
    await expect.poll(hasEnded, { timeout: 20_000 }).toBe(true)
    const { cores, tasks: rows } = frames.at(-1)!
    expect(cores.user.every((ns) => ns >= 0)).toBe(true)
    expect(cores.steal.every((ns) => Number.isNaN(ns))).toBe(true)
    expect(rows.cpuNs.every((ns) => ns >= 0)).toBe(true)
    expect(await monitor.ownCpuNs()).toBeGreaterThan(0)
    const sources = await monitor.sources()
    expect(sources.filter(({ available }) => !available).every(({ reason }) => reason !== undefined)).toBe(true)
  } finally {
    child.kill('SIGKILL')
    await monitor.close()
  }
})
