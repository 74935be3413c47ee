import { describe, expect, test } from 'vitest'
import { control, evidenceOf } from '../evidence-testing.ts'
import { healthy, noneFaster } from './healthy.ts'
import { coresGiven, tooFewCores, unclear } from './unclear.ts'

describe('the machine gives too few cores', () => {
  const ways = { sequential: 4, 'process-pool': 3.9 }
  test('is said before anything else, with the number', () => {
    const found = tooFewCores(evidenceOf({ ways, counting: 1.1 }))
    expect(found).toMatchObject({ id: 'unclear' })
    expect(found?.text).toMatch(/^This machine gives 1\.1 of 2 cores today/)
    expect(found?.strength).toBeGreaterThan(1)
  })
  test('work that waits needs none', () => {
    const evidence = evidenceOf({ ways: { sequential: { seconds: 4, cpuSeconds: 0.1 } }, counting: 1.1 })
    expect(tooFewCores(evidence)).toBeUndefined()
    expect(coresGiven(evidence)).toBeDefined()
  })
  test('work that no other way could do with less CPU time needs none', () => {
    const pool = { seconds: 3, cpuSeconds: 2.5 }
    expect(tooFewCores(evidenceOf({ ways: { sequential: 1, 'process-pool': pool }, counting: 1.1 }))).toBeUndefined()
    const better = { seconds: 3, cpuSeconds: 1.5 }
    expect(tooFewCores(evidenceOf({ ways: { sequential: 1, 'process-pool': better }, counting: 1.1 }))).toBeDefined()
  })
  test('a moment of work needs none', () => {
    const short = { sequential: { seconds: 0.05 }, 'process-pool': 0.05 }
    expect(tooFewCores(evidenceOf({ ways: short, counting: 1.1 }))).toBeUndefined()
  })
  test('not where the cores are there, or were not measured, or the machine has one', () => {
    expect(tooFewCores(evidenceOf({ ways, counting: 1.5 }))).toBeUndefined()
    const hyperThreads = { ...control('counting', 4.5), workers: 8 }
    expect(coresGiven(evidenceOf({ ways, cores: 8, controls: [hyperThreads] }))).toBeUndefined()
    expect(tooFewCores(evidenceOf({ ways, controls: [control('waiting', 2)] }))).toBeUndefined()
    expect(tooFewCores(evidenceOf({ ways, counting: 1, cores: 1 }))).toBeUndefined()
  })
  test('not where one of the ways got the cores: the control was unlucky', () => {
    const busy = { sequential: 4, 'thread-pool': { seconds: 2.1, cpuSeconds: 3.9 } }
    expect(tooFewCores(evidenceOf({ ways: busy, counting: 1.4 }))).toBeUndefined()
    const idle = { sequential: 4, 'thread-pool': { seconds: 3.6, cpuSeconds: 3.9 } }
    expect(tooFewCores(evidenceOf({ ways: idle, counting: 1.4 }))).toBeDefined()
  })
})

describe('unclear', () => {
  test('runs of one way that differ more than any gain', () => {
    const found = unclear(evidenceOf({ ways: { sequential: { seconds: [0.3, 13, 2] }, 'thread-pool': 3 } }))
    expect(found).toMatchObject({ id: 'unclear', strength: 0.35 })
    expect(found?.text).toMatch(/43\.3 times.*300.*13\.0/)
  })
  test('a gain within the noise weighs little', () => {
    const found = unclear(
      evidenceOf({ ways: { sequential: { seconds: [1, 1.2, 1.1] }, 'thread-pool': { seconds: [0.9, 1.15, 0.95] } } }),
    )
    expect(found?.strength).toBeLessThan(0.1)
    expect(found?.text).toMatch(/noise/)
  })
  test('a single repeat has no noise that is known', () => {
    expect(
      unclear(evidenceOf({ ways: { sequential: { seconds: [1] }, 'thread-pool': { seconds: [0.5] } } }))?.text,
    ).toMatch(/single repeat/)
  })
  test('not where a way is faster beyond the noise, nor where all take as long', () => {
    expect(unclear(evidenceOf({ ways: { sequential: 4, 'process-pool': 2 } }))).toBeUndefined()
    expect(unclear(evidenceOf({ ways: { sequential: 4, 'process-pool': 4 } }))).toBeUndefined()
    expect(unclear(evidenceOf({ ways: { sequential: 4 } }))).toBeUndefined()
  })
})

describe('where no rule applies', () => {
  test('a way that is faster is healthy', () => {
    expect(healthy(evidenceOf({ ways: { sequential: 4, 'process-pool': 2 } }))?.text).toMatch(/2\.0 times/)
    expect(healthy(evidenceOf({ ways: { sequential: 4, 'process-pool': 4 } }))).toBeUndefined()
  })
  test('no way that is faster is not explained', () => {
    expect(noneFaster(evidenceOf({ ways: { sequential: 4, 'process-pool': 4 } }))?.text).toMatch(/not show why/)
    expect(noneFaster(evidenceOf({ ways: { sequential: 4 } }))?.text).toMatch(/nothing to compare/)
  })
})
