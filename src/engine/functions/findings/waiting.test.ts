import { describe, expect, test } from 'vitest'
import { type EvidenceSketch, evidenceOf, type WaySketch } from '../evidence-testing.ts'
import { disk } from './disk.ts'
import { eventLoopBlocked } from './event-loop-blocked.ts'
import { fineTogether } from './healthy.ts'
import { serial } from './serial.ts'
import { waiting } from './waiting.ts'

const IDLE = { cpuSeconds: 0.05 }
const LOOP: WaySketch = { seconds: 4, ...IDLE, stateSeconds: { sleep: 3.95, python: 0.05 } }
const THREADS: WaySketch = { seconds: 2, ...IDLE, stateSeconds: { sleep: 3.9, python: 0.05 } }
const COMPUTES: WaySketch = { seconds: 4, stateSeconds: { python: 4 } }

describe('waiting', () => {
  test('the loop waits, and threads overlap the waits; more workers than cores would do more', () => {
    const found = waiting(evidenceOf({ ways: { sequential: LOOP, 'thread-pool': THREADS, 'process-pool': 2.1 } }))
    expect(found).toMatchObject({ id: 'waiting', strength: expect.closeTo(0.395) })
    expect(found?.text).toMatch(/99\s%.*sleeps.*thread pool took 2\.00/)
    expect(found?.suggestion).toContain('more workers')
  })
  test('coroutines wait in one thread', () => {
    const ways = { sequential: { ...LOOP, stateSeconds: { loop: 4 } }, asyncio: { seconds: 0.1, ...IDLE } }
    expect(waiting(evidenceOf({ ways, isAsync: true }))?.suggestion).toContain('asyncio')
  })
  test('where states are not known, the CPU time shows it', () => {
    expect(waiting(evidenceOf({ ways: { sequential: { seconds: 4, ...IDLE } } }))).toMatchObject({ id: 'waiting' })
  })
  test.each<[string, EvidenceSketch['ways']]>([
    ['the loop computes', { sequential: COMPUTES }],
    [
      'it would compute, and other programs had the cores',
      { sequential: { ...COMPUTES, cpuSeconds: 1, stateSeconds: { python: 1, ready: 3 } } },
    ],
    [
      'other threads of the interpreter wait meanwhile',
      { sequential: { ...COMPUTES, cpuSeconds: 1.2, stateSeconds: { runs: 1.2, ready: 2.6, other: 16, loop: 3 } } },
    ],
    ['states were hardly seen, and it used a core', { sequential: { ...COMPUTES, stateSeconds: { sleep: 0.1 } } }],
    ['both take half of the time', { sequential: { ...LOOP, stateSeconds: { sleep: 2, python: 2 } } }],
    ['it is too short to be judged', { sequential: { ...LOOP, seconds: 0.05 } }],
    ['there is no loop', { 'thread-pool': THREADS }],
  ])('not where %s', (_name, ways) => expect(waiting(evidenceOf({ ways }))).toBeUndefined())
})

describe('disk', () => {
  const loop: WaySketch = { seconds: 4, ...IDLE, stateSeconds: { disk: 3.9, python: 0.1 } }
  test('the loop waits for a disk', () => {
    const found = disk(evidenceOf({ ways: { sequential: loop, 'thread-pool': 3.9 } }))
    expect(found).toMatchObject({ id: 'disk' })
    expect(found?.text).toMatch(/98\s%/)
    expect(found?.text).not.toContain('differ')
  })
  test('a quick disk on a busy machine: waits for a core do not count', () => {
    const busy = { ...loop, seconds: 2.35, stateSeconds: { disk: 0.25, native: 0.2, ready: 1.9 } }
    expect(disk(evidenceOf({ ways: { sequential: busy } }))?.text).toMatch(/56\s%/)
  })
  test('runs that differ are said', () => {
    const found = disk(evidenceOf({ ways: { sequential: { ...loop, seconds: [4, 0.4, 4] } } }))
    expect(found?.text).toMatch(/differ 10\.0 times/)
  })
  test.each<[string, WaySketch]>([
    ['it waits for a disk for a moment', { ...loop, stateSeconds: { disk: 0.4, python: 3 } }],
    ['it sleeps', LOOP],
    ['states are not known', { seconds: 4, ...IDLE }],
  ])('not where %s', (_name, sequential) => expect(disk(evidenceOf({ ways: { sequential } }))).toBeUndefined())
})

const ALONE = { stepSeconds: 0.1, counts: [1, 1, 0.9] }
const TOGETHER = { stepSeconds: 0.01, counts: [10, 10, 5] }

describe('event-loop-blocked', () => {
  const blocked: WaySketch = { seconds: 4, ...IDLE, inFlight: ALONE, stateSeconds: { sleep: 4 } }
  test('coroutines that wait in a blocking call are no faster together; threads are', () => {
    const found = eventLoopBlocked(
      evidenceOf({ isAsync: true, ways: { sequential: LOOP, asyncio: blocked, 'thread-pool': THREADS } }),
    )
    expect(found).toMatchObject({ id: 'event-loop-blocked' })
    expect(found?.text).toMatch(/asyncio took 4\.00.*thread pool took 2\.00/)
  })
  test('in Node the advice names its calls', () => {
    const ways = { sequential: LOOP, promises: { ...blocked, kind: 'coroutine' as const } }
    const found = eventLoopBlocked(evidenceOf({ isAsync: true, runtime: { kind: 'node', gilEnabled: false }, ways }))
    expect(found?.suggestion).toContain('fs.promises')
  })
  test.each<[string, EvidenceSketch]>([
    ['the waits overlap', { ways: { sequential: LOOP, asyncio: { seconds: 0.1, ...IDLE, inFlight: TOGETHER } } }],
    ['it computes', { ways: { sequential: COMPUTES, asyncio: COMPUTES } }],
    ['there is no event loop', { ways: { sequential: LOOP, 'thread-pool': THREADS } }],
    ['there is one item', { count: 1, ways: { sequential: LOOP, asyncio: blocked } }],
  ])('not where %s', (_name, sketch) => expect(eventLoopBlocked(evidenceOf(sketch))).toBeUndefined())
})

describe('serial', () => {
  const computes = { ...COMPUTES, inFlight: ALONE }
  test('coroutines that compute run one after the other; processes do not', () => {
    const pool = { seconds: 2, cpuSeconds: 4 }
    const found = serial(
      evidenceOf({ isAsync: true, ways: { sequential: COMPUTES, asyncio: computes, 'process-pool': pool } }),
    )
    expect(found).toMatchObject({ id: 'serial' })
    expect(found?.text).toMatch(/1\.0 calls.*Process pool took 2\.00/)
  })
  test.each<[string, EvidenceSketch]>([
    ['it waits', { ways: { sequential: LOOP, asyncio: LOOP } }],
    ['it is faster', { ways: { sequential: COMPUTES, asyncio: { ...computes, seconds: 1 } } }],
    ['there are no coroutines', { ways: { sequential: COMPUTES, 'process-pool': 4 } }],
  ])('not where %s', (_name, sketch) => expect(serial(evidenceOf(sketch))).toBeUndefined())
})

describe('healthy: fine together', () => {
  const together = { seconds: 0.1, ...IDLE, inFlight: TOGETHER }
  test('coroutines whose waits overlap are no fault', () => {
    const found = fineTogether(evidenceOf({ isAsync: true, ways: { sequential: LOOP, asyncio: together } }))
    expect(found).toMatchObject({ id: 'healthy' })
    expect(found?.text).toMatch(/4\.00.*100.*40\.0 times/)
  })
  test.each<[string, EvidenceSketch['ways']]>([
    ['they are no faster', { sequential: LOOP, asyncio: LOOP }],
    ['they compute', { sequential: COMPUTES, asyncio: { seconds: 2 } }],
    ['only threads overlap', { sequential: LOOP, 'thread-pool': THREADS }],
  ])('not where %s', (_name, ways) => expect(fineTogether(evidenceOf({ ways }))).toBeUndefined())
})
