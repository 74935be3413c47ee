import { describe, expect, test } from 'vitest'
import type { Evidence } from '../evidence.ts'
import { evidenceOf, stackOf } from '../testing.ts'
import { busyWait } from './busy-wait.ts'
import { contendedObject } from './contended-object.ts'
import { gilContention } from './gil-contention.ts'
import { gilConvoy } from './gil-convoy.ts'
import { gilEnabled } from './gil-enabled.ts'
import { gilLongHold } from './gil-long-hold.ts'
import { gilSmallCalls } from './gil-small-calls.ts'

const RULES = { gilContention, gilConvoy, gilLongHold, gilSmallCalls, gilEnabled, busyWait, contendedObject }

/** Names of the rules of this file that apply. */
function found(evidence: Evidence): string[] {
  return Object.entries(RULES).flatMap(([name, rule]) => (rule(evidence) === undefined ? [] : [name]))
}

const waitingMain = { shares: { task: 1 } }
const counting = {
  shares: { python: 0.25, gil: 0.75 },
  stacks: [stackOf(['count app.py:5'], { python: 50, gil: 150 })],
}
const fourThreads = (handovers: number, seconds = 10) =>
  evidenceOf({
    seconds,
    threads: [waitingMain, counting, counting, counting, counting],
    gils: [{ handovers, heldSeconds: seconds, waitedSeconds: 3 * seconds, seconds }],
  })

describe('threads that compute take turns at the GIL', () => {
  test('with turns of a switch interval it is contention, with the numbers and the line', () => {
    const verdict = gilContention(fourThreads(2000))
    expect(verdict?.text).toMatch(/^Four threads want to run Python/)
    expect(verdict?.where).toEqual([{ function: 'count', file: 'app.py', line: 5 }])
    expect(verdict?.evidence.find(({ label }) => label.includes('waited'))?.value).toBeCloseTo(0.75)
    expect(found(fourThreads(2000))).toEqual(['gilContention'])
  })

  test('with turns of many intervals, single calls keep it', () => {
    expect(found(fourThreads(100))).toEqual(['gilLongHold'])
  })

  test('with turns of microseconds, native calls are too short', () => {
    expect(found(fourThreads(100_000))).toEqual(['gilSmallCalls'])
  })

  test('one thread alone, and threads that were seen for a moment, say nothing', () => {
    expect(found(evidenceOf({ threads: [waitingMain, { shares: { python: 1 } }] }))).toEqual([])
    expect(found(fourThreads(2000, 0.3))).toEqual([])
  })

  test('threads in native code do not contend', () => {
    const native = { shares: { native: 0.95, python: 0.03, gil: 0.02 } }
    expect(found(evidenceOf({ threads: [waitingMain, native, native] }))).toEqual([])
  })
})

describe('a thread with little to do beside one that computes', () => {
  const beside = (meanWait: number) =>
    evidenceOf({
      threads: [
        { shares: { python: 0.95, gil: 0.05 }, stacks: [stackOf(['compute app.py:9'])] },
        {
          name: 'server',
          shares: { python: 0.01, gil: 0.79, socket: 0.2 },
          stacks: [stackOf(['serve app.py:30'], { gil: 100 })],
        },
      ],
      gils: [{ handovers: Math.round((2 * 7.9) / meanWait), heldSeconds: 9.6, waitedSeconds: 8.4, seconds: 10 }],
    })

  test('is in a convoy when its waits last about an interval', () => {
    expect(found(beside(0.0055))).toEqual(['gilConvoy'])
    expect(gilConvoy(beside(0.0055))?.text).toContain('server')
    expect(gilConvoy(beside(0.0055))?.where[0]).toMatchObject({ line: 9 })
  })

  test('waits for long calls when its waits last many intervals', () => {
    expect(found(beside(0.08))).toEqual(['gilLongHold'])
  })

  test('is well when it waits for its own business', () => {
    const quiet = evidenceOf({
      threads: [{ shares: { python: 1 } }, { shares: { python: 0.01, gil: 0.04, socket: 0.95 } }],
    })
    expect(found(quiet)).toEqual([])
  })
})

describe('busy-wait', () => {
  const asking = [
    stackOf(['is_alive lib/threading.py:1200', 'main app.py:21'], { python: 20, gil: 22 }),
    stackOf(['main app.py:21'], { python: 9, gil: 9 }),
    stackOf(['main app.py:22'], { python: 5 }),
  ]
  const spinner = { shares: { python: 0.5, gil: 0.5 }, stacks: asking }
  const worker = {
    shares: { python: 0.5, gil: 0.5 },
    stacks: [stackOf(['convert app.py:9'], { python: 35, gil: 35 })],
  }

  test('a thread that only asks is named, and the GIL is not blamed', () => {
    expect(found(evidenceOf({ threads: [spinner, worker], gils: [{ handovers: 2000 }] }))).toEqual(['busyWait'])
    expect(busyWait(evidenceOf({ threads: [spinner, worker] }))?.where[0]).toMatchObject({ line: 21 })
  })

  test('a thread that works between its questions is no busy-wait', () => {
    const works = { shares: { python: 1 }, stacks: [...asking, stackOf(['step app.py:40'], { python: 60 })] }
    expect(busyWait(evidenceOf({ threads: [works] }))).toBeUndefined()
  })

  test('a loop of two lines asks in one of them; one that works between its questions does not', () => {
    const loop = (own: number) => [
      stackOf(['Queue.empty lib/queue.py:108', 'main app.py:7'], { python: 40 }),
      stackOf(['main app.py:7'], { python: 15 }),
      stackOf(['main app.py:6'], { python: own }),
    ]
    const spins = { shares: { python: 1 }, stacks: loop(12) }
    expect(busyWait(evidenceOf({ threads: [spins] }))).toBeDefined()
    expect(busyWait(evidenceOf({ threads: [{ ...spins, stacks: loop(90) }] }))).toBeUndefined()
    const calls = [...loop(12), stackOf(['handle app.py:30', 'main app.py:8'], { python: 20 })]
    expect(busyWait(evidenceOf({ threads: [{ ...spins, stacks: calls }] }))).toBeUndefined()
  })

  test('a thread of the library that looks after a pool is no busy-wait', () => {
    const helper = {
      shares: { python: 1 },
      stacks: [stackOf(['poll lib/multiprocessing/popen_fork.py:27'], { python: 60 })],
    }
    expect(busyWait(evidenceOf({ threads: [helper] }))).toBeUndefined()
  })

  test('a few samples are too little', () => {
    const few = {
      shares: { python: 1 },
      stacks: [stackOf(['is_alive lib/threading.py:1200', 'main app.py:21'], { python: 3 })],
    }
    expect(busyWait(evidenceOf({ threads: [few] }))).toBeUndefined()
  })
})

describe('a build without the GIL', () => {
  const free = { python: { version: '3.13.0', freeThreaded: true, gilEnabled: false } }
  const enabled = { python: { version: '3.13.0', freeThreaded: true, gilEnabled: true } }

  test('that runs with it is said to, and since when', () => {
    const evidence = evidenceOf({
      processes: [enabled],
      threads: [waitingMain, counting, counting],
      gils: [{ enabledSince: 1.5, handovers: 2000 }],
    })
    expect(gilEnabled(evidence)?.text).toMatch(/since 1\.50.s/)
    expect(gilEnabled(evidence)!.strength).toBeGreaterThan(gilContention(evidence)!.strength)
  })

  test('that runs without it, and a usual build, are not', () => {
    expect(gilEnabled(evidenceOf({ processes: [free] }))).toBeUndefined()
    expect(gilEnabled(evidenceOf())).toBeUndefined()
  })

  const limit = {
    shares: { python: 0.7, lock: 0.3 },
    stacks: [stackOf(['limit app.py:14', 'work app.py:25'], { python: 70, lock: 30 })],
  }

  test('whose threads wait inside one object has a contended object', () => {
    expect(
      found(evidenceOf({ processes: [free], threads: [waitingMain, limit, limit], gils: [{ enabled: false }] })),
    ).toEqual(['contendedObject'])
  })

  test('whose threads compute side by side, or wait for a lock of the program, has none', () => {
    const alone = { shares: { python: 1 }, stacks: [stackOf(['work app.py:25'])] }
    const locked = {
      ...limit,
      stacks: [stackOf(['acquire lib/threading.py:10', 'work app.py:25'], { python: 70, lock: 30 })],
    }
    expect(
      found(evidenceOf({ processes: [free], threads: [waitingMain, alone, alone], gils: [{ enabled: false }] })),
    ).toEqual([])
    expect(
      found(evidenceOf({ processes: [free], threads: [waitingMain, locked, locked], gils: [{ enabled: false }] })),
    ).toEqual([])
  })
})
