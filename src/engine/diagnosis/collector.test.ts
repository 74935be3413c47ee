import { expect, test } from 'vitest'
import { sum } from '../../contract/statistics.ts'
import { ROOT, Scene, START_NS } from './collecting/testing.ts'
import { summarize } from './summary.ts'

test('CPU time of a program that was started counts from zero, of one that was attached to from the first frame', () => {
  for (const [attached, expected] of [
    [false, 3],
    [true, 1],
  ] as const) {
    const scene = new Scene(attached)
    const root = scene.process(ROOT)
    scene.frame(0.1, [[root, 2]], 1)
    scene.frame(1.1, [[root, 3]], 3)
    const evidence = scene.collector.evidence()
    expect(evidence.cpuSeconds).toBeCloseTo(expected)
    expect(evidence.processes).toMatchObject([{ pid: ROOT, start: 0 }])
    expect(evidence.threads).toMatchObject([{ main: true, process: 0 }])
    expect(evidence.threads[0]!.cpuSeconds).toBeCloseTo(expected)
    // Four core seconds in the second, one of them the program's.
    expect(evidence.machine.otherCores).toBeCloseTo(3)
  }
})

test('Coreglow itself and other programs that are watched are not part of the program', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  const own = scene.process(7, { role: 'app' })
  const other = scene.process(8)
  const child = scene.process(101, { parent: root.index, at: 0.5 })
  for (const at of [1, 2])
    scene.frame(
      at,
      [root, own, other, child].map((task) => [task, at / 4] as const),
      at,
    )
  const evidence = scene.collector.evidence()
  expect(evidence.processes.map(({ pid, parent }) => [pid, parent])).toEqual([
    [ROOT, undefined],
    [101, 0],
  ])
  expect(evidence.cpuSeconds).toBeCloseTo(1)
  expect(evidence.machine.ownCores).toBeCloseTo(0.25)
  expect(evidence.machine.otherCores).toBeCloseTo(2 - 0.5 - 0.25)
})

test('the first thread has its own row as soon as there are others, and the process is their sum', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(1, [[root, 0.5]])
  const main = scene.thread(root, ROOT)
  const worker = scene.thread(root, 200, { at: 1.2, name: 'worker' })
  scene.frame(2, [
    [root, 1.5],
    [main, 0.6],
    [worker, 0.9],
  ])
  scene.end(worker, 2.5)
  const { threads, processes, births } = scene.collector.evidence()
  expect(threads.map(({ tid, main: first, cpuSeconds }) => [tid, first, cpuSeconds])).toEqual([
    [ROOT, true, 0.6],
    [200, false, 0.9],
  ])
  expect(processes[0]!.cpuSeconds).toBeCloseTo(1.5)
  expect(threads[1]).toMatchObject({ start: 1.2, end: 2.5, name: 'worker' })
  expect(births).toMatchObject([{ kind: 'thread', process: 0, name: 'worker', count: 1, ended: 1 }])
})

test('activities add up to the life of a thread, and to what the timeline says', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.entries({ thread: 0, pid: ROOT, tid: ROOT, name: 'MainThread' }, { thread: 1, pid: ROOT, tid: 201 })
  scene.frame(0.05, [[root, 0]])
  for (let window = 0; window < 20; window++) {
    const from = window / 20
    scene.window(
      from,
      from + 0.05,
      [
        { thread: 0, task: 0.05 },
        { thread: 1, python: 0.03, gil: 0.02 },
      ],
      { inFlight: window < 10 ? 1 : 3 },
    )
  }
  const evidence = scene.collector.evidence()
  const { threads, timeline, seconds } = evidence
  expect(seconds).toBeCloseTo(1)
  expect(threads.map(({ name }) => name)).toEqual(['MainThread', 'Thread-201'])
  expect(threads[1]!.activity.python).toBeCloseTo(0.6)
  expect(sum(Object.values(threads[1]!.activity))).toBeCloseTo(1)
  expect(timeline.wantToRun).toHaveLength(10)
  expect(timeline.wantToRun[4]).toBeCloseTo(1)
  expect([timeline.inFlight[2], timeline.inFlight[7]].map((mean) => Math.round(mean!))).toEqual([1, 3])
  const [, summary] = summarize(evidence, START_NS).threads
  expect(sum(Object.values(summary!.states))).toBeCloseTo(1)
})

test('a thread whose activity was never read says so', () => {
  const scene = new Scene()
  scene.process(ROOT)
  expect(summarize(scene.collector.evidence(), START_NS).threads).toMatchObject([
    { states: { unknown: 1 }, missing: expect.stringContaining('read') as string },
  ])
})

test('facts: counters since the beginning, memory at the first and the last look, unknown is never 0', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(0.1, [[root, 0]])
  scene.facts(0.25, { pid: ROOT, writtenBytes: 100, privateBytes: 10, affinity: 2 })
  scene.facts(0.5, { pid: ROOT, writtenBytes: 300, affinity: 1 })
  scene.facts(0.75, { pid: ROOT, privateBytes: 40, affinity: 1, quota: 0.5 })
  const evidence = scene.collector.evidence()
  const [process] = evidence.processes
  expect(process!.io).toMatchObject({ writtenBytes: 300, readBytes: NaN })
  expect(process!.memory).toMatchObject({ firstPrivate: 10, lastPrivate: 40, peakPrivate: 40, lastShared: NaN })
  expect(process!.affinity).toEqual({ first: 2, last: 1 })
  expect(evidence.usableCores).toBe(0.5)
  expect(evidence.cores).toBe(2)
  expect(summarize(evidence, START_NS).processes[0]!.readBytes).toHaveProperty('missing')
})

test('start-up and imports, by the stacks', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(0.1, [[root, 0]])
  scene.entries({ thread: 0, pid: ROOT, tid: ROOT })
  scene.window(0, 0.1, [{ thread: 0, python: 0.1 }])
  const bootstrap = ['_load <frozen importlib._bootstrap>:9', '<module> /home/me/app.py:1']
  for (const at of [0.2, 0.3, 0.4]) scene.stacks(at, { thread: 0, activity: 'python', lines: bootstrap })
  scene.stacks(0.5, { thread: 0, activity: 'python', lines: ['work /home/me/app.py:7'] })
  const [process] = scene.collector.evidence().processes
  expect(process!.startUpSeconds).toBeCloseTo(0.5)
  expect(process!.importSeconds).toBeCloseTo(0.2)
})

test('start-up is unknown where the first look came too late', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(0.1, [[root, 0]])
  scene.entries({ thread: 0, pid: ROOT, tid: ROOT })
  scene.stacks(0.6, { thread: 0, activity: 'python', lines: ['work /home/me/app.py:7'] })
  expect(scene.collector.evidence().processes[0]!.startUpSeconds).toBeNaN()
})

test('a wait for one lock, and the thread that is inside', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(0.1, [[root, 0]])
  scene.python(ROOT)
  scene.entries({ thread: 0, pid: ROOT, tid: 200 }, { thread: 1, pid: ROOT, tid: 201 })
  for (let window = 0; window < 40; window++) {
    const from = window / 20
    scene.window(from, from + 0.05, [
      { thread: 0, lock: 0.05, address: 4096 },
      { thread: 1, native: 0.05 },
    ])
    scene.stacks(
      from + 0.05,
      { thread: 0, activity: 'lock', lines: ['work /home/me/app.py:7'] },
      { thread: 1, activity: 'native', lines: ['digest /home/me/app.py:3', 'work /home/me/app.py:8'] },
    )
  }
  const { locks, threads } = scene.collector.evidence()
  const [waiter, owner] = [200, 201].map((tid) => threads.findIndex((thread) => thread.tid === tid))
  expect(locks).toMatchObject([
    { waiters: [waiter], owner, where: [{ line: 7 }], ownerWhere: [{ function: 'digest', line: 3 }] },
  ])
  expect(locks[0]!.waitedSeconds).toBeCloseTo(2)
  expect(Object.keys(locks[0]!.ownerActivity)).toEqual(['native'])
  expect(threads[waiter!]!.longestWait).toMatchObject({ activity: 'lock', frames: [{ line: 7 }] })
  expect(threads[waiter!]!.last).toMatchObject({ activity: 'lock', frames: [{ line: 7 }] })
})

test('no owner where several may have it', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(0.1, [[root, 0]])
  scene.python(ROOT)
  scene.entries(...[0, 1, 2].map((thread) => ({ thread, pid: ROOT, tid: 200 + thread })))
  for (let window = 0; window < 20; window++) {
    const from = window / 20
    scene.window(from, from + 0.05, [
      { thread: 0, lock: 0.05, address: 4096 },
      { thread: 1, native: 0.05 },
      { thread: 2, native: 0.05 },
    ])
    const busy = [1, 2].map((thread) => ({ thread, activity: 'native' as const, lines: ['other /home/me/app.py:30'] }))
    scene.stacks(from + 0.05, { thread: 0, activity: 'lock', lines: ['work /home/me/app.py:7'] }, ...busy)
  }
  expect(scene.collector.evidence().locks).toMatchObject([{ owner: undefined, ownerActivity: {}, ownerWhere: [] }])
})

test('thousands of short threads: few are kept, all are counted, with those between two looks', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(0.1, [[root, 0]])
  for (let number = 1; number <= 3000; number += 2) {
    const at = number / 1000
    scene.entries({ thread: number, pid: ROOT, tid: 1000 + number, startTime: number, name: `Thread-${number} (keep)` })
    scene.window(at, at + 0.001, [{ thread: number, python: 0.0005 }])
    const task = scene.thread(root, 1000 + number, { startTime: number, at })
    scene.end(task, at + 0.05)
  }
  const { threads, births, omitted, processes } = scene.collector.evidence()
  expect(threads.length).toBeLessThan(500)
  expect(threads[0]!.main).toBe(true)
  expect(births).toMatchObject([{ name: 'Thread-# (keep)', count: 2999, seen: 1500, ended: 1500 }])
  expect(births[0]!.medianLifetime).toBeCloseTo(0.0005)
  expect(omitted.threads).toBe(1501 - threads.length)
  expect(processes[0]!.threadsBegun).toBe(2999)
})

test('children: ends, exits, births and those that outlive their parent', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  scene.frame(0.1, [[root, 0]])
  const first = scene.process(101, { parent: root.index, at: 1 })
  scene.process(102, { parent: root.index, at: 1 })
  scene.frame(2, [[root, 0]])
  scene.end(first, 2)
  scene.collector.exited(101, { code: 1 })
  scene.end(root, 3)
  scene.collector.exited(ROOT, { code: 0 })
  scene.frame(4, [])
  const { processes, births, ended, exit } = scene.collector.evidence()
  expect([ended, exit]).toEqual([true, { code: 0 }])
  expect(processes.map(({ pid, end, orphan, childrenBegun }) => [pid, end, orphan, childrenBegun])).toEqual([
    [ROOT, 3, false, 2],
    [101, 2, false, 0],
    [102, Infinity, true, 0],
  ])
  expect(processes[1]!.exit).toEqual({ code: 1 })
  expect(births).toMatchObject([{ kind: 'process', process: 0, count: 2, seen: 2, ended: 1, medianLifetime: 1 }])
})

test('the timeline has at most 600 steps, however long it goes on', () => {
  const scene = new Scene()
  const root = scene.process(ROOT)
  for (let at = 1; at <= 1000; at++) scene.frame(at, [[root, at / 2]])
  const { timeline, seconds } = scene.collector.evidence()
  expect(seconds).toBe(1000)
  expect(timeline.coresBusy.length).toBeLessThanOrEqual(600)
  expect(timeline.coresBusy.length * timeline.stepSeconds).toBeGreaterThanOrEqual(1000)
  for (const busy of timeline.coresBusy) expect(busy).toBeCloseTo(0.5)
})
