import { describe, expect, test } from 'vitest'
import type { Evidence, ThreadEvidence, WaitEvidence } from '../evidence.ts'
import { evidenceOf, stackOf, type ThreadSketch } from '../testing.ts'
import { deadlock } from './deadlock.ts'
import { lockAcrossIo } from './lock-across-io.ts'
import { lockContention } from './lock-contention.ts'

const place = { function: 'store', file: 'app.py', line: 17 }

describe('threads that wait for one lock', () => {
  const main = { shares: { task: 1 } }
  const waiter: ThreadSketch = {
    shares: { native: 0.25, lock: 0.75 },
    stacks: [stackOf(['store app.py:17'], { lock: 150 }), stackOf(['store app.py:18'], { native: 50 })],
  }
  const lock = { waiters: [1, 2, 3, 4], waits: 120, where: [place] }
  const four = [main, waiter, waiter, waiter, waiter]

  test('whose owner computes contend, with the line', () => {
    const evidence = evidenceOf({ threads: four, locks: [{ ...lock, owner: 1, ownerActivity: { native: 9 } }] })
    expect(lockContention(evidence)?.text).toMatch(/^Four threads wait for one lock 75/)
    expect(lockContention(evidence)?.where[0]).toEqual(place)
    expect(lockAcrossIo(evidence)).toBeUndefined()
  })

  test('whose owner waits itself hold it across I/O', () => {
    const evidence = evidenceOf({
      threads: four,
      locks: [{ ...lock, owner: 1, ownerActivity: { socket: 8, python: 1 } }],
    })
    expect(lockAcrossIo(evidence)?.where[0]).toEqual(place)
    expect(lockContention(evidence)).toBeUndefined()
  })

  test('without a known owner, what they do when they do not wait decides', () => {
    expect(lockContention(evidenceOf({ threads: four, locks: [lock] }))).toBeDefined()
    const sleeper: ThreadSketch = { ...waiter, shares: { sleep: 0.25, lock: 0.75 } }
    expect(
      lockAcrossIo(evidenceOf({ threads: [main, sleeper, sleeper, sleeper, sleeper], locks: [lock] })),
    ).toBeDefined()
  })

  test('a few waits, one waiter, and waits inside a queue say nothing', () => {
    const few = evidenceOf({ threads: four, locks: [{ ...lock, waits: 3 }] })
    const one = evidenceOf({ threads: four, locks: [{ ...lock, waiters: [1] }] })
    const queued = { ...waiter, stacks: [stackOf(['get lib/queue.py:171', 'store app.py:17'], { lock: 150 })] }
    const inQueue = evidenceOf({ threads: [main, queued, queued], locks: [{ ...lock, waiters: [1, 2] }] })
    for (const evidence of [few, one, inQueue]) {
      expect(lockContention(evidence)).toBeUndefined()
      expect(lockAcrossIo(evidence)).toBeUndefined()
    }
  })
})

describe('deadlock', () => {
  const wait = (
    activity: WaitEvidence['activity'],
    more: Partial<WaitEvidence> = {},
  ): Pick<ThreadEvidence, 'longestWait'> => ({
    longestWait: { activity, from: 1, to: 5, frames: stackOf(['store app.py:17']).frames, ...more },
  })
  const blocked = (activity: 'lock' | 'task' | 'child' | 'pipe'): ThreadSketch => ({
    shares: { python: 0.2, [activity]: 0.8 },
    ...wait(activity),
  })
  const stuck = (threads: readonly ThreadSketch[], more: Partial<Evidence> = {}) =>
    evidenceOf({ seconds: 5, ended: false, threads, ...more, timeline: { coresBusy: [1, 0, 0, 0, 0] } })

  test('two threads that wait for the lock of the other, and the first for them', () => {
    const verdict = deadlock(stuck([blocked('task'), blocked('lock'), blocked('lock')]))
    expect(verdict?.text).toMatch(/^Nothing has moved for 4\.00/)
    expect(verdict?.where).toEqual([place])
  })

  test('a forked child that waits for a lock without an owner gets advice of its own', () => {
    const evidence = evidenceOf({
      seconds: 5,
      processes: [{}, {}],
      threads: [blocked('child'), { ...blocked('lock'), process: 1, main: true }],
      timeline: { coresBusy: [1, 0, 0, 0, 0] },
    })
    expect(deadlock(evidence)?.suggestion).toContain('spawn')
  })

  test('a thread that waits for a socket, sleeps, or has idle partners', () => {
    expect(deadlock(stuck([blocked('task'), blocked('lock'), { shares: { socket: 1 } }]))).toBeUndefined()
    expect(deadlock(stuck([blocked('task'), blocked('lock'), { shares: { sleep: 1 } }]))).toBeUndefined()
    expect(deadlock(stuck([blocked('task'), blocked('lock'), { shares: { idle: 1 } }]))).toBeDefined()
  })

  test('a wait with a time limit ends by itself, and a short one is none', () => {
    expect(deadlock(stuck([blocked('task'), { ...blocked('lock'), ...wait('lock', { timed: true }) }]))).toBeUndefined()
    expect(deadlock(stuck([blocked('task'), { ...blocked('lock'), ...wait('lock', { from: 4 }) }]))).toBeUndefined()
    const pause = { timed: true, frames: stackOf(['wait lib/threading.py:629', 'serve app.py:50']).frames }
    expect(deadlock(stuck([blocked('task'), { ...blocked('task'), ...wait('task', pause) }]))).toBeUndefined()
    const join = { timed: true, frames: stackOf(['join lib/threading.py:1119', 'main app.py:60']).frames }
    expect(deadlock(stuck([{ ...blocked('task'), ...wait('task', join) }, blocked('lock')]))).toBeDefined()
  })

  test('a wait for an event without a limit, unless a signal may end it', () => {
    const { frames } = stackOf(['Event.wait lib/threading.py:629', 'work app.py:50'])
    const waiter = { ...blocked('task'), ...wait('task', { timed: false, frames }) }
    expect(deadlock(stuck([blocked('task'), waiter]))).toBeDefined()
    expect(
      deadlock(
        stuck([blocked('task'), waiter], {
          processes: evidenceOf({ processes: [{ handlesSignals: true }] }).processes,
        }),
      ),
    ).toBeUndefined()
    expect(deadlock(stuck([waiter]))).toBeUndefined()
  })

  test('a child that fills a pipe while its parent waits for its end', () => {
    const evidence = (inside: boolean) =>
      evidenceOf({
        seconds: 5,
        processes: [{}, {}],
        threads: [blocked('child'), { shares: { pipe: 1 }, ...wait('pipe', { inside }), process: 1, main: true }],
        timeline: { coresBusy: [1, 0, 0, 0, 0] },
      })
    expect(deadlock(evidence(true))?.suggestion).toContain('communicate()')
    expect(deadlock(evidence(false))).toBeUndefined()
  })

  test('what computes meanwhile is progress', () => {
    const evidence = evidenceOf({
      seconds: 5,
      threads: [blocked('task'), blocked('lock'), { shares: { python: 1 } }],
      timeline: { coresBusy: 1 },
    })
    expect(deadlock(evidence)).toBeUndefined()
  })

  test('a program that waits for its child, or for its input, is in no deadlock', () => {
    expect(deadlock(stuck([blocked('child')]))).toBeUndefined()
    expect(deadlock(stuck([blocked('pipe')]))).toBeUndefined()
  })
})
