import { describe, expect, test } from 'vitest'
import type { Evidence } from '../evidence.ts'
import { evidenceOf, stackOf, type ThreadSketch } from '../testing.ts'
import { disk } from './disk.ts'
import { eventLoopBlocked } from './event-loop-blocked.ts'
import { poolTooSmall } from './pool-too-small.ts'
import { waiting } from './waiting.ts'

const RULES = { disk, eventLoopBlocked, poolTooSmall, waiting }

/** Names of the rules of this file that apply. */
function found(evidence: Evidence): string[] {
  return Object.entries(RULES).flatMap(([name, rule]) => (rule(evidence) === undefined ? [] : [name]))
}

const main = { shares: { task: 1 } }
const IN_POOL = '_worker lib/concurrent/futures/thread.py:83'
const querying: ThreadSketch = {
  shares: { sleep: 0.98, python: 0.02 },
  voluntarySwitches: 20,
  stacks: [stackOf(['query app.py:11', IN_POOL], { sleep: 190 })],
}
const many = (count: number, thread: ThreadSketch) => Array.from({ length: count }, () => thread)

describe('a pool of threads', () => {
  test('that all wait, and never lack a task, is too small', () => {
    const evidence = evidenceOf({ cores: 2, threads: [main, ...many(6, querying)] })
    expect(found(evidence)).toEqual(['poolTooSmall'])
    expect(poolTooSmall(evidence)?.where[0]).toMatchObject({ line: 11 })
  })

  test('that is larger than the default was meant to be, and overlaps its waits', () => {
    expect(found(evidenceOf({ cores: 2, threads: [main, ...many(20, querying)] }))).toEqual([])
  })

  test('that has nothing to do for a while, or one task each, is large enough', () => {
    const idle = { ...querying, shares: { sleep: 0.6, idle: 0.4 } }
    expect(poolTooSmall(evidenceOf({ cores: 2, threads: [main, ...many(6, idle)] }))).toBeUndefined()
    expect(
      poolTooSmall(evidenceOf({ cores: 2, threads: [main, ...many(6, { ...querying, voluntarySwitches: 1 })] })),
    ).toBeUndefined()
  })

  test('that waits for a disk is not made faster by more threads', () => {
    const syncing = {
      ...querying,
      shares: { disk: 0.95, python: 0.05 },
      stacks: [stackOf(['save app.py:16', IN_POOL], { disk: 190 })],
    }
    const evidence = evidenceOf({ cores: 2, threads: [main, ...many(6, syncing)] })
    expect(found(evidence)).toEqual(['disk'])
    expect(disk(evidence)?.where[0]).toMatchObject({ line: 16 })
  })
})

test('disk: a little of it, or beside busy cores, is no matter', () => {
  expect(disk(evidenceOf({ threads: [{ shares: { python: 0.9, disk: 0.1 } }] }))).toBeUndefined()
  expect(
    disk(evidenceOf({ cores: 1, threads: [{ shares: { python: 0.95, task: 0.05 } }, { shares: { disk: 1 } }] })),
  ).toBeUndefined()
})

describe('waiting', () => {
  const child = (position: number): ThreadSketch => ({ ...querying, process: position + 1, main: true })

  test('in processes, where threads would do', () => {
    const evidence = evidenceOf({
      processes: [{}, ...many(10, {}).map(() => ({}))],
      threads: [main, ...Array.from({ length: 10 }, (_, position) => child(position))],
    })
    expect(found(evidence)).toEqual(['waiting'])
    expect(waiting(evidence)?.text).toMatch(/^10 processes/)
  })

  test('in one thread', () => {
    expect(found(evidenceOf({ threads: [{ shares: { socket: 0.95, python: 0.05 } }] }))).toEqual(['waiting'])
  })

  test('is over when something computes, or many waits overlap', () => {
    expect(waiting(evidenceOf({ cores: 2, threads: [{ shares: { python: 0.6, sleep: 0.4 } }] }))).toBeUndefined()
    expect(
      waiting(
        evidenceOf({
          threads: [main, ...many(30, { ...querying, stacks: [stackOf(['query app.py:11'], { sleep: 190 })] })],
        }),
      ),
    ).toBeUndefined()
  })
})

describe('an event loop', () => {
  const loop = (shares: ThreadSketch['shares'], longestLoopGap: number, max = 16, more: ThreadSketch = {}) =>
    evidenceOf({
      processes: [{ coroutines: { max, mean: max } }],
      threads: [{ shares, longestLoopGap, stacks: [stackOf(['handle app.py:12'], { sleep: 190 })], ...more }],
    })

  test('that waits in a blocking call is blocked, at that line', () => {
    const evidence = loop({ sleep: 0.99, loop: 0.01 }, 0.25)
    expect(eventLoopBlocked(evidence)?.text).toContain('blocking calls')
    expect(eventLoopBlocked(evidence)?.where[0]).toMatchObject({ line: 12 })
  })

  test('that computes for long is blocked', () => {
    expect(eventLoopBlocked(loop({ python: 0.8, loop: 0.2 }, 0.7))?.text).toContain('computes')
  })

  test('that comes back often, has one coroutine, or is idle, is not', () => {
    expect(eventLoopBlocked(loop({ python: 0.8, loop: 0.2 }, 0.02))).toBeUndefined()
    expect(eventLoopBlocked(loop({ python: 0.8, loop: 0.2 }, 0.7, 1))).toBeUndefined()
    expect(eventLoopBlocked(loop({ python: 0.05, loop: 0.95 }, 0.3))).toBeUndefined()
    expect(eventLoopBlocked(evidenceOf({ threads: [{ shares: { python: 1 } }] }))).toBeUndefined()
  })

  test('of Node.js counts in the first thread only: workers are there to compute', () => {
    const computing = { shares: { runs: 1 }, longestLoopGap: 2, python: false }
    const node = { python: undefined, runtime: 'Node.js' }
    expect(eventLoopBlocked(evidenceOf({ processes: [node], threads: [computing] }))).toBeDefined()
    expect(
      eventLoopBlocked(evidenceOf({ processes: [node], threads: [{ ...computing, shares: { loop: 1 } }, computing] })),
    ).toBeUndefined()
  })
})
