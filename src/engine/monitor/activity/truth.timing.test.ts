import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, onTestFinished, test } from 'vitest'
import * as v from 'valibot'
import type { Activity } from '../../../contract/activity.ts'
import { nowNs } from '../../host/clock.ts'
import { programs } from '../../testing.ts'
import { open, pythons, somePythons, startPython } from '../gil/testing.ts'
import { createActivityMonitor } from './activity-monitor.ts'
import { followed, Tally, until } from './testing.ts'

/** What is read from outside, held against the programs' own stamps and against an independent reader. */
const FOUND = pythons()
const WITH_GIL = FOUND.filter(({ freeThreaded }) => !freeThreaded)
/** For what depends little on the version. */
const SOME = somePythons(WITH_GIL)
const REFERENCE = resolve('../shared/reference/gil_watch.mjs')

/** Starts threads by name, prints their tids as one line of JSON when all of them are there, and goes on. */
const PRELUDE = `
import json, os, sys, threading, time
def go(**works):
    tids, ready = {}, threading.Barrier(len(works) + 1)
    def begin(name, work):
        tids[name] = threading.get_native_id()
        ready.wait()
        work()
    threads = [threading.Thread(target=begin, args=item, daemon=True, name=item[0]) for item in works.items()]
    for thread in threads: thread.start()
    ready.wait()
    print(json.dumps(tids), flush=True)
    return threads
def counting():
    while True:
        for i in range(1000): pass
def sleeping(): time.sleep(60)
`

/** Two threads count and stamp the clock every 0.1 ms; where 2 ms are missing between two stamps, another thread ran. */
const HAND_OVER = `${PRELUDE}
runs = {'a': [], 'b': []}
def stamping(name):
    clock, until = time.perf_counter_ns, time.perf_counter_ns() + 1200000000
    start = last = clock()
    while last < until:
        n = 2000
        while n > 0: n -= 1
        now = clock()
        if now - last > 2000000:
            runs[name].append((start, last))
            start = now
        last = now
    runs[name].append((start, last))
for thread in go(a=lambda: stamping('a'), b=lambda: stamping('b')): thread.join()
print(json.dumps(runs), flush=True)
sleeping()
`

const WAITS = `${PRELUDE}
import socket
lock = threading.Lock(); lock.acquire()
pair, pipe = socket.socketpair(), os.pipe()
go(first=counting, second=counting, lock=lock.acquire, socket=lambda: pair[0].recv(1), pipe=lambda: os.read(pipe[0], 1), sleep=sleeping)
sleeping()
`

const TidsSchema = v.record(v.string(), v.number())
const RunsSchema = v.record(v.string(), v.array(v.tuple([v.number(), v.number()])))

interface HolderSample {
  readonly beforeNs: number
  readonly afterNs: number
  readonly holder: number | undefined
}

/** Reads the holder about every millisecond; blocks. */
function sampleHolder(pid: number, seconds: number): readonly HolderSample[] {
  const reader = open(pid)
  const pause = new Int32Array(new SharedArrayBuffer(4))
  const samples: HolderSample[] = []
  for (const endNs = nowNs() + seconds * 1e9; nowNs() < endNs; Atomics.wait(pause, 0, 0, 0.5 + Math.random())) {
    const beforeNs = nowNs()
    reader.sample()
    samples.push({ beforeNs, afterNs: nowNs(), holder: reader.gils[0]!.holder })
  }
  return samples
}

/** Follows a program until its windows make up some seconds. */
async function tallyOf(pid: number, seconds: number): Promise<Tally> {
  const tally = new Tally()
  const monitor = createActivityMonitor({ thread: new URL('activity.js', programs) })
  onTestFinished(() => monitor.close())
  monitor.listen(tally.listener)
  monitor.follow(followed(pid))
  await until(() => tally.watchedSeconds >= seconds, 20)
  return tally
}

// A machine that is robbed of its cores for a whole run proves nothing: such a run is made again.
describe.skipIf(process.platform !== 'linux')('against the stamps of the threads', { retry: 2 }, () => {
  test.each(WITH_GIL)('$version: the holder is the thread that ran', async ({ path }) => {
    const program = startPython(path, HAND_OVER)
    const tids = v.parse(TidsSchema, await program.line(0))
    const samples = sampleHolder(program.pid, 1)
    const runs = v.parse(RunsSchema, await program.line(1))
    let [agree, differ] = [0, 0]
    for (const { beforeNs, afterNs, holder } of samples) {
      const ran = Object.keys(runs).filter((name) =>
        runs[name]!.some(([from, to]) => from <= beforeNs && afterNs <= to),
      )
      // Between two runs, in a hand-over, the stamps do not say which thread has it.
      if (ran.length !== 1) continue
      if (tids[ran[0]!] === holder) agree++
      else differ++
    }
    expect(agree).toBeGreaterThan(samples.length / 2)
    expect(agree / (agree + differ), `${agree} agree, ${differ} differ, of ${samples.length}`).toBeGreaterThanOrEqual(
      0.99,
    )
  })

  test.each(SOME)('$version: eight threads that count hold one GIL, and seven wait', async ({ path }) => {
    const works = Array.from({ length: 8 }, (_, i) => `t${i}=counting`).join(', ')
    const program = startPython(path, `${PRELUDE}go(${works})\nsleeping()`)
    await program.line(0)
    const tally = await tallyOf(program.pid, 2)
    const sum = (...activities: readonly Activity[]) => 8 * tally.share(/^t\d/, ...activities)
    expect(sum('python', 'gil-off-core')).toBeGreaterThan(0.85)
    expect(sum('python', 'gil-off-core')).toBeLessThan(1.05)
    expect(sum('gil')).toBeGreaterThan(6.5)
    expect(sum('lock', 'sleep', 'socket', 'pipe')).toBe(0)
  })

  test.each(SOME)('$version: a thread that sleeps beside one that counts waits for no GIL', async ({ path }) => {
    const program = startPython(path, `${PRELUDE}go(counts=counting, sleeps=sleeping)\nsleeping()`)
    await program.line(0)
    const tally = await tallyOf(program.pid, 1.5)
    expect(tally.share(/^(counts|sleeps)/, 'gil')).toBeLessThan(0.03)
    expect(tally.share(/^sleeps/, 'sleep')).toBeGreaterThan(0.95)
  })
})

const ReferenceSchema = v.object({
  threads: v.array(v.object({ tid: v.number(), shares: v.record(v.string(), v.nullable(v.number())) })),
})

/** Words of the reference for the same things. */
const STATES: Readonly<Record<string, { readonly reference: readonly string[]; readonly ours: readonly Activity[] }>> =
  {
    held: { reference: ['holds', 'holds, blocked'], ours: ['python', 'gil-off-core'] },
    gil: { reference: ['gil'], ours: ['gil'] },
    lock: { reference: ['lock'], ours: ['lock'] },
    socket: { reference: ['socket'], ours: ['socket'] },
    pipe: { reference: ['pipe'], ours: ['pipe'] },
    sleep: { reference: ['sleep'], ours: ['sleep'] },
  }

describe.skipIf(process.platform !== 'linux')('against an independent reader beside it', { retry: 2 }, () => {
  test.for(SOME)('$version: shares of holding, waiting, locks, I/O and sleep', async ({ path }, { skip }) => {
    skip(!existsSync(REFERENCE), 'the reference is not on this machine')
    const { difference, worst } = await compared(path)
    expect(difference, `of ${worst}`).toBeLessThan(0.1)
  })
})

async function compared(path: string) {
  const program = startPython(path, WAITS)
  const tids = v.parse(TidsSchema, await program.line(0))
  const args = [REFERENCE, '--json', '--seconds', '3', '--rate', '200', String(program.pid)]
  const [tally, { stdout }] = await Promise.all([tallyOf(program.pid, 3), promisify(execFile)(process.execPath, args)])
  const { threads } = v.parse(ReferenceSchema, JSON.parse(stdout))
  const differences = Object.entries(tids).flatMap(([name, tid]) =>
    Object.entries(STATES).map(([state, { reference, ours }]) => {
      const shares = threads.find((thread) => thread.tid === tid)!.shares
      const theirs = reference.reduce((sum, word) => sum + (shares[word] ?? 0), 0)
      return { what: `${name}: ${state}`, difference: Math.abs(theirs - tally.share(new RegExp(`^${name}$`), ...ours)) }
    }),
  )
  const { what: worst, difference } = differences.toSorted((a, b) => b.difference - a.difference)[0]!
  return { worst, difference }
}
