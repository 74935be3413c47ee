import { describe, expect, test } from 'vitest'
import { type EvidenceSketch, evidenceOf, type WaySketch } from '../evidence-testing.ts'
import { copying } from './copying.ts'
import { handOver } from './hand-over.ts'
import { startUp } from './start-up.ts'

describe('hand-over', () => {
  /** 10,000 items of 10 µs; a pool needs 150 µs for each. */
  const LOOP: WaySketch = { seconds: 0.1, cpuSeconds: 0.1 }
  const POOL: WaySketch = { seconds: 1.5, cpuSeconds: 1.6, chunk: 1, pickledBytes: { in: 1e5, out: 1e5 } }
  const ways = { sequential: LOOP, 'process-pool': POOL }
  const count = 10_000

  test('an item costs more to hand over than it takes', () => {
    const found = handOver(evidenceOf({ count, ways }))
    expect(found).toMatchObject({ id: 'hand-over', strength: expect.closeTo(150 / 160) })
    expect(found?.text).toMatch(/10\.0\D+150/)
    expect(found?.suggestion).toContain('Keep the loop')
  })
  test('chunks that are faster than the loop are named', () => {
    const chunks = { ...POOL, seconds: 0.06, cpuSeconds: 0.12, chunk: 500 }
    const found = handOver(evidenceOf({ count, ways: { ...ways, 'process-pool-500': chunks } }))
    expect(found?.text).toMatch(/1\.7 times/)
    expect(found?.suggestion).toContain('chunks of 500')
  })
  test('chunks that do not help are named too', () => {
    const chunks = { ...POOL, seconds: 0.15, cpuSeconds: 0.2, chunk: 500 }
    const found = handOver(evidenceOf({ count, ways: { ...ways, 'process-pool-500': chunks } }))
    expect(found?.text).toMatch(/not help enough/)
  })
  test('threads cost something too', () => {
    const found = handOver(evidenceOf({ count, ways: { sequential: LOOP, 'thread-pool': { seconds: 0.4 } } }))
    expect(found?.text).toContain('thread pool')
  })
  test('the start of the workers is not counted', () => {
    const late = { ...POOL, workerStartSeconds: 0.8 }
    expect(handOver(evidenceOf({ count, ways: { sequential: LOOP, 'process-pool': late } }))).toBeUndefined()
  })
  test.each<[string, EvidenceSketch]>([
    ['items are few', { count: 99, ways }],
    ['items are long', { count, ways: { sequential: 4, 'process-pool': { ...POOL, seconds: 2.2, cpuSeconds: 4.4 } } }],
    [
      'large messages: that is copying',
      { count, ways: { ...ways, 'process-pool': { ...POOL, pickledBytes: { in: 2e9, out: 0 } } } },
    ],
    ['the pool is faster', { count, ways: { sequential: 4, 'process-pool': { ...POOL, seconds: 3, cpuSeconds: 9 } } }],
    ['there is no loop', { count, ways: { 'process-pool': POOL } }],
  ])('not where %s', (_name, sketch) => expect(handOver(evidenceOf(sketch))).toBeUndefined())
})

describe('copying', () => {
  const POOL: WaySketch = { seconds: 2.2, cpuSeconds: 3, pickledBytes: { in: 7e7, out: 1e3 }, serialiseSeconds: 1.5 }
  const ways = { sequential: 0.02, 'process-pool': POOL }
  test('bytes of the inputs, for each item and in all', () => {
    const found = copying(evidenceOf({ count: 24, ways }))
    expect(found).toMatchObject({ id: 'copying', strength: expect.closeTo(0.99, 1) })
    expect(found?.text).toMatch(/70\.0.*MB.*2\.92.*MB.*1\.50/)
  })
  test('less weight where threads are faster: they need no copies', () => {
    const threads = { seconds: 1, cpuSeconds: 1.9 }
    const heavy = { ...POOL, seconds: 4.7, cpuSeconds: 8 }
    const found = copying(
      evidenceOf({ count: 24, ways: { sequential: 1.9, 'thread-pool': threads, 'process-pool': heavy } }),
    )
    expect(found?.strength).toBeLessThan(0.4)
  })
  test.each<[string, WaySketch]>([
    ['messages are small', { ...POOL, pickledBytes: { in: 1e6, out: 1e6 } }],
    ['it costs little', { ...POOL, seconds: 1, cpuSeconds: 0.021 }],
    ['bytes are not known', { ...POOL, pickledBytes: { missing: 'no' } }],
  ])('not where %s', (_name, pool) => {
    expect(copying(evidenceOf({ count: 24, ways: { sequential: 0.02, 'process-pool': pool } }))).toBeUndefined()
  })
  test('the start of the workers includes their first item, and counts', () => {
    const pool = { ...POOL, workerStartSeconds: 1.4 }
    expect(copying(evidenceOf({ count: 24, ways: { ...ways, 'process-pool': pool } }))).toBeDefined()
  })
  test('not for threads', () => {
    expect(copying(evidenceOf({ ways: { sequential: 0.02, 'thread-pool': POOL } }))).toBeUndefined()
  })
})

describe('start-up', () => {
  test('an import that takes longer than the work', () => {
    const found = startUp(
      evidenceOf({ inspection: { importSeconds: 0.9 }, ways: { sequential: 0.07, 'process-pool': 0.1 } }),
    )
    expect(found).toMatchObject({ id: 'start-up', strength: expect.closeTo(0.93, 1) })
    expect(found?.text).toMatch(/900.*70\.0/)
  })
  test('the median import of the trials, where it was measured', () => {
    const loop = { seconds: 0.07, importSeconds: 0.5 }
    expect(startUp(evidenceOf({ inspection: { importSeconds: 0.05 }, ways: { sequential: loop } }))?.text).toContain(
      '500',
    )
  })
  test('workers whose start takes longer than the work', () => {
    const pool = { seconds: 0.1, workerStartSeconds: 0.08 }
    const found = startUp(evidenceOf({ ways: { sequential: 0.03, 'process-pool': pool } }))
    expect(found).toMatchObject({ id: 'start-up', strength: expect.closeTo(0.48) })
  })
  test.each<[string, EvidenceSketch]>([
    ['the import is quick', { inspection: { importSeconds: 0.1 }, ways: { sequential: 0.07 } }],
    ['the work takes longer', { inspection: { importSeconds: 0.9 }, ways: { sequential: 2 } }],
    [
      'the pool is faster all the same',
      { ways: { sequential: 1, 'process-pool': { seconds: 0.6, workerStartSeconds: 0.4 } } },
    ],
    [
      'the first item is large: that is copying',
      {
        ways: {
          sequential: 0.03,
          'process-pool': { seconds: 0.1, workerStartSeconds: 0.08, pickledBytes: { in: 1e8, out: 0 } },
        },
      },
    ],
    ['the start is short', { ways: { sequential: 0.03, 'process-pool': { seconds: 0.5, workerStartSeconds: 0.1 } } }],
  ])('not where %s', (_name, sketch) => expect(startUp(evidenceOf(sketch))).toBeUndefined())
})
