import { describe, expect, test } from 'vitest'
import { adviseFunction } from './advice.ts'
import { type EvidenceSketch, evidenceOf } from './evidence-testing.ts'

const advise = (sketch: EvidenceSketch) => adviseFunction(evidenceOf(sketch))
const POOL = { seconds: 2.1, cpuSeconds: 4.1 }
const wrong = (variant: string) => ({
  equal: false,
  differs: [{ variant, items: 1, how: 'value' as const, first: { item: 0, expected: '1', got: '2' } }],
})

describe('another way', () => {
  test('the fastest, as it was measured, with its costs and code', () => {
    const sketch: EvidenceSketch = {
      ways: {
        sequential: 4,
        'thread-pool': 3.9,
        'process-pool': { ...POOL, cpuSeconds: 4.8, workerStartSeconds: 0.1 },
      },
      memoryBytes: { sequential: 10e6, 'process-pool': 50e6 },
    }
    const advice = advise(sketch)
    expect(advice).toMatchObject({ model: 'process-pool', workers: 2, speedup: expect.closeTo(1.905, 2) })
    expect(advice).not.toHaveProperty('chunk')
    expect(advice?.text).toMatch(/^Use a process pool: 1\.9 times as fast.*2\.10.*4\.00.*2 workers.*100.*40\.0.*20/)
    expect(advice?.code).toContain('ProcessPoolExecutor(max_workers=2)')
  })
  test('costs that are small are not named', () => {
    expect(advise({ ways: { sequential: 4, 'process-pool': POOL } })?.text).not.toContain('costs')
  })
  test('chunks that were measured', () => {
    const advice = advise({
      count: 1000,
      ways: {
        sequential: 4,
        'process-pool': 9,
        'process-pool-64': { ...POOL, chunk: 64, label: 'process pool, chunks of 64' },
      },
    })
    expect(advice).toMatchObject({ model: 'process-pool', chunk: 64 })
    expect(advice?.text).toMatch(/Use a process pool: .*chunks of 64/)
    expect(advice?.code).toContain('chunksize=64')
  })
  test('the simpler of two that are equal within the noise', () => {
    const ways = {
      sequential: 4,
      'thread-pool': { seconds: [2, 2.2, 2.1] },
      'process-pool': { seconds: [1.9, 2.05, 2] },
    }
    expect(advise({ ways })?.model).toBe('thread-pool')
    expect(advise({ ways: { ...ways, 'process-pool': 1.5 } })?.model).toBe('process-pool')
  })
  test('asyncio before threads, and without a number of workers', () => {
    const advice = advise({ isAsync: true, ways: { sequential: 4, asyncio: 2, 'thread-pool': 2 } })
    expect(advice?.model).toBe('asyncio')
    expect(advice?.text).not.toContain('workers')
  })
  test('sub-interpreters only where the interpreter has an executor for them', () => {
    const ways = { sequential: 4, interpreters: 2, 'process-pool': 3 }
    expect(advise({ ways, runtime: { version: '3.13.0' } })?.model).toBe('process-pool')
    expect(advise({ ways, runtime: { version: '3.14.1' } })?.model).toBe('interpreters')
    expect(advise({ ways: { sequential: 4, interpreters: 2 } })).toMatchObject({
      model: 'sequential',
      text: expect.stringContaining('executor'),
    })
  })
  test('results that could not be checked are said', () => {
    const ways = { sequential: 4, 'process-pool': POOL }
    expect(advise({ ways, agreement: { compared: 0, notCompared: 'No values.' } })?.text).toContain(
      'could not be compared',
    )
    expect(advise({ ways, agreement: { unstable: 'They differ.' } })?.text).toContain('could not be checked')
  })
})

describe('the loop', () => {
  test.each<[string, EvidenceSketch, RegExp]>([
    [
      'nothing is faster',
      { ways: { sequential: 0.01, 'thread-pool': 0.4, 'process-pool': 3 } },
      /worth a pool.*10\.0.*thread pool.*400/,
    ],
    ['the gain is small', { ways: { sequential: 1, 'thread-pool': 0.95 } }, /worth a pool/],
    [
      'the repeats overlap',
      { ways: { sequential: { seconds: [1, 1.4, 1.2] }, 'thread-pool': { seconds: [0.9, 1.1, 1] } } },
      /within the noise/,
    ],
    [
      'there was a single repeat',
      { ways: { sequential: { seconds: [4] }, 'process-pool': { seconds: [2] } } },
      /more than once/,
    ],
    [
      'the results differ',
      { ways: { sequential: 4, 'thread-pool': 2 }, agreement: wrong('thread-pool') },
      /results differ/,
    ],
    [
      'all others failed',
      { ways: { sequential: 4, 'thread-pool': { seconds: [1], failed: 'It failed.' } } },
      /no other way/,
    ],
  ])('where %s', (_name, sketch, text) => {
    const advice = advise(sketch)
    expect(advice).toMatchObject({ model: 'sequential', speedup: 1, workers: 1 })
    expect(advice?.text).toMatch(/^Keep the loop/)
    expect(advice?.text).toMatch(text)
    expect(advice?.code).toContain('results = [work(item) for item in ITEMS]')
  })
  test('where one way differs and a slower one agrees, that one', () => {
    const ways = { sequential: 4, 'thread-pool': 2, 'process-pool': 2.5 }
    expect(advise({ ways, agreement: wrong('thread-pool') })?.model).toBe('process-pool')
  })
  test('a machine with too few cores is said first', () => {
    const advice = advise({ ways: { sequential: 4, 'process-pool': 3.9 }, counting: 1.1 })
    expect(advice?.text).toMatch(/^This machine gives 1\.1 of 2 cores today.*Keep the loop for now/)
    const small = advise({ ways: { sequential: 4, 'process-pool': 2.9 }, counting: 1.1 })
    expect(small?.text).toContain('Keep the loop for now')
  })
})

test('nothing is advised without the loop', () => {
  expect(advise({ ways: { sequential: { seconds: [1], failed: 'It failed.' }, 'thread-pool': 2 } })).toBeUndefined()
})
