import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { TaskColumns } from '../../contract/frame-columns.ts'
import type { TaskInfo } from '../../contract/frame.ts'
import { createLinuxSource } from './procfs.ts'
import { nowNs } from '../host/clock.ts'
import type { Reading, Source } from './source.ts'

const PROGRAM = `
import multiprocessing, os, sys, threading, time
def spin(seconds):
    until = time.thread_time() + seconds
    while time.thread_time() < until: pass
def child(ready, go):
    ready.release(); go.acquire(); spin(0.2)
multiprocessing.set_start_method('fork')
ready, go = multiprocessing.Semaphore(0), multiprocessing.Semaphore(0)
children = [multiprocessing.Process(target=child, args=(ready, go)) for _ in range(2)]
for each in children: each.start()
for each in children: ready.acquire()
threads = [threading.Thread(target=spin, args=(0.2,)) for _ in range(4)]
print('ready', *[each.pid for each in children], flush=True)
sys.stdin.readline()
for each in threads: each.start()
for each in children: go.release()
for each in threads + children: each.join()
print('done', time.process_time(), flush=True)
sys.stdin.readline()
`

let source: Source
let started: ChildProcess[] = []

function start(program: string, ...args: readonly string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  started.push(child)
  return child
}

async function line(child: ChildProcess): Promise<string[]> {
  const lines = createInterface({ input: child.stdout! })
  const [words] = await once(lines, 'line')
  lines.close()
  return String(words).split(' ')
}

/** Everything that a series of readings told. */
class Observer {
  readonly infos = new Map<number, TaskInfo>()
  readonly readings: Reading[] = []

  look(): Reading {
    const reading = source.read(nowNs())
    for (const info of reading.changes) this.infos.set(info.index, info)
    this.readings.push(reading)
    return reading
  }

  async lookUntil(done: () => boolean): Promise<void> {
    while (!done()) {
      await sleep(20)
      this.look()
    }
  }

  named(wanted: Partial<TaskInfo>): TaskInfo[] {
    return [...this.infos.values()].filter((info) =>
      Object.entries(wanted).every(([key, value]) => info[key as keyof TaskInfo] === value),
    )
  }

  values(index: number, column: keyof TaskColumns): number[] {
    return this.readings.flatMap(({ tasks }) => {
      const row = tasks.index.indexOf(index)
      return row < 0 ? [] : [tasks[column][row]!]
    })
  }
}

describe.runIf(process.platform === 'linux')('procfs', () => {
  beforeEach(() => {
    source = createLinuxSource()
  })
  afterEach(() => {
    source.close()
    for (const child of started) child.kill('SIGKILL')
    started = []
  })

  test('threads and children of a real program: rows, parents, counters and ends', async () => {
    const seen = new Observer()
    const python = start('python3', '-c', PROGRAM)
    const pid = python.pid!
    const [, ...children] = await line(python)
    source.watch({ pid, role: 'run' })
    expect(seen.look().warnings).toEqual([])
    expect(seen.named({ kind: 'thread' })).toEqual([])
    const [main] = seen.named({ pid, kind: 'process' })
    for (const child of children) {
      expect(seen.named({ pid: Number(child) })).toMatchObject([{ kind: 'process', parent: main!.index, role: 'run' }])
    }

    python.stdin!.write('\n')
    let done: string[] = []
    void line(python).then((words) => (done = words))
    await seen.lookUntil(() => done.length > 0)
    const settled = seen.named({ pid, kind: 'process' })
    expect(settled[0]!.endedNs).toBeUndefined()

    const threads = seen.named({ pid, kind: 'thread', parent: main!.index })
    expect(threads.map(({ tid }) => tid)).toContain(pid)
    expect(threads).toHaveLength(5)
    expect(new Set([...seen.infos.values()].map((info) => `${info.pid} ${info.tid} ${info.kind}`)).size).toBe(
      seen.infos.size,
    )
    await seen.lookUntil(() => threads.every(({ tid, index }) => tid === pid || seen.infos.get(index)!.endedNs))

    // What it says of itself, against what was seen of it.
    const cpuSeconds = seen.values(main!.index, 'cpuNs').at(-1)! / 1e9
    expect(cpuSeconds / Number(done[1])).toBeGreaterThan(0.85)
    expect(cpuSeconds / Number(done[1])).toBeLessThan(1.15)
    for (const { index, tid } of threads.filter((thread) => thread.tid !== pid)) {
      expect(seen.values(index, 'cpuNs').at(-1)! / 0.2e9, `thread ${tid}`).toBeLessThan(1.25)
    }
    for (const { index } of seen.infos.values()) expectSane(seen, index)
    expect(seen.values(main!.index, 'state')).toContain(1)

    python.stdin!.end()
    await once(python, 'exit')
    await seen.lookUntil(() => seen.readings.at(-1)!.tasks.index.length === 0)
    for (const info of seen.infos.values()) expect(info.endedNs).toBeGreaterThan(0)
  })

  function expectSane(seen: Observer, index: number): void {
    const counters = ['cpuNs', 'runQueueNs', 'voluntarySwitches', 'involuntarySwitches'] as const
    for (const counter of counters) {
      const values = seen.values(index, counter)
      expect(values.length).toBeGreaterThan(0)
      values.forEach((value, i) => expect(value).toBeGreaterThanOrEqual(i === 0 ? 0 : values[i - 1]!))
    }
    const cores = seen.readings[0]!.cores.user.length
    for (const core of seen.values(index, 'core')) expect(core).toBeLessThan(cores)
    const resident = seen.values(index, 'rssBytes')
    expect(
      resident.every((bytes) => (seen.infos.get(index)!.kind === 'thread' ? Number.isNaN(bytes) : bytes >= 0)),
    ).toBe(true)
  }

  test('cores: every one that the system has, and their counters rise', async () => {
    const before = source.read(nowNs()).cores
    await sleep(100)
    const after = source.read(nowNs()).cores
    expect(before.user.length).toBeGreaterThan(0)
    for (const field of ['user', 'system', 'interrupt', 'idle'] as const) {
      after[field].forEach((ns, core) => expect(ns).toBeGreaterThanOrEqual(before[field][core]!))
    }
    expect(after.steal.every((ns) => ns >= 0)).toBe(true)
  })

  test('short-lived processes leave no file open and no row', async () => {
    const seen = new Observer()
    source.watch({ pid: process.pid, role: 'other' })
    seen.look()
    const before = readdirSync('/proc/self/fd').length
    for (let round = 0; round < 20; round++) {
      const batch = Array.from({ length: 10 }, () => start('sleep', round % 2 ? '0' : '0.03'))
      const ends = batch.map((child) => once(child, 'exit'))
      await sleep(10)
      seen.look()
      await Promise.all(ends)
    }
    await seen.lookUntil(() => seen.named({ kind: 'process', endedNs: undefined }).length === 1)
    const shortLived = seen.named({ kind: 'process' }).filter((info) => info.pid !== process.pid)
    expect(shortLived.length).toBeGreaterThan(20)
    expect(new Set(shortLived.map(({ pid, startTime }) => `${pid} ${startTime}`)).size).toBe(shortLived.length)
    for (const child of started) child.stdout!.destroy()
    for (const child of started) child.stdin!.destroy()
    await sleep(50)
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(before + 20)
  })

  test('the app is one row: all its threads, none of its children', async () => {
    const seen = new Observer()
    start('sleep', '5')
    source.watch({ pid: process.pid, role: 'app' })
    for (let round = 0; round < 3; round++) seen.look()
    expect(seen.infos.size).toBe(1)
    const { user, system } = process.cpuUsage()
    expect(seen.values(0, 'cpuNs').at(-1)! / ((user + system) * 1e3)).toBeCloseTo(1, 1)
    expect(seen.values(0, 'runQueueNs').at(-1)).toBeNaN()
  })

  test('a process that is watched for itself and as a child stays while one of the two is wanted', async () => {
    const seen = new Observer()
    const shell = start('sh', '-c', 'sleep 30 & echo $!; wait')
    const parent = shell.pid!
    const child = Number((await line(shell))[0])
    const rows = () => [...seen.look().tasks.index].map((index) => seen.infos.get(index)!.pid)
    try {
      source.watch({ pid: parent, role: 'run' })
      expect(rows()).toEqual([parent, child])
      expect(seen.named({ pid: child })).toMatchObject([{ parent: 0 }])
      source.watch({ pid: child, role: 'other' })
      source.unwatch(child)
      expect(rows()).toEqual([parent, child])
      source.watch({ pid: child, role: 'other' })
      expect(rows()).toEqual([parent, child])
      source.unwatch(parent)
      expect(rows()).toEqual([child])
      expect(seen.named({ pid: child })).toHaveLength(1)
      source.unwatch(child)
      expect(rows()).toEqual([])
    } finally {
      process.kill(child, 'SIGKILL')
    }
  })

  test('a pid that is not there is said once, in a sentence', () => {
    source.watch({ pid: 2 ** 30, role: 'run' })
    expect(source.read(nowNs()).warnings).toEqual([expect.stringMatching(/^Cannot watch process 1073741824: .+\.$/)])
    expect(source.read(nowNs()).warnings).toEqual([])
    source.watch({ pid: 2 ** 30, role: 'run', mayBeGone: true })
    expect(source.read(nowNs()).warnings).toEqual([])
  })

  test('a name that would break a careless parser, and one that the task changes', async () => {
    const seen = new Observer()
    const perl = start(
      'perl',
      '-e',
      '$| = 1; $0 = ") R 1 (x"; print "ready\\n"; <STDIN>; $0 = "second"; print "ready\\n"; <STDIN>',
    )
    await line(perl)
    source.watch({ pid: perl.pid!, role: 'run' })
    seen.look()
    expect(seen.infos.get(0)).toMatchObject({ name: ') R 1 (x', pid: perl.pid })
    perl.stdin!.write('\n')
    await line(perl)
    seen.look()
    expect(seen.infos.get(0)).toMatchObject({ name: 'second' })
  })

  test('the top processes: a busy one is among them, with its share', async () => {
    const busy = start('sh', '-c', 'while :; do :; done')
    const found: number[] = []
    const until = Date.now() + 15_000
    while (found.length === 0 && Date.now() < until) {
      await sleep(20)
      for (const { pid, cpuShare } of source.top(nowNs()) ?? []) if (pid === busy.pid) found.push(cpuShare)
    }
    expect(found[0]).toBeGreaterThan(0.05)
    expect(found[0]).toBeLessThan(1.2)
  })
})
