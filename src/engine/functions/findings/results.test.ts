import { describe, expect, test } from 'vitest'
import type { Agreement } from '../../../contract/function.ts'
import { type EvidenceSketch, evidenceOf } from '../evidence-testing.ts'
import { failed } from './failed.ts'
import { keepsState } from './keeps-state.ts'
import { notPicklable } from './not-picklable.ts'
import { resultsDiffer } from './results-differ.ts'

const difference = (variant: string, how: Agreement['differs'][number]['how'] = 'value', items = 12) => ({
  variant,
  items,
  how,
  first: { item: 3, expected: 'True', got: 'False' },
})
const WAYS = { sequential: 2, 'thread-pool': 1, 'process-pool': 1.2 }

describe('results-differ', () => {
  test('how many items differ, the first with both values, and what may explain it', () => {
    const ways = { ...WAYS, 'thread-pool': { seconds: 1, changes: ['the working folder (/tmp)'] } }
    const agreement = { equal: false, differs: [difference('thread-pool')] }
    const found = resultsDiffer(evidenceOf({ count: 40, ways, agreement }))
    expect(found).toMatchObject({ id: 'results-differ', strength: 0.95 })
    expect(found?.text).toMatch(/12 of 40.*item 3.*True.*False.*working folder/)
  })
  test('what belongs to a process explains nothing in processes', () => {
    const ways = { ...WAYS, 'thread-pool': { seconds: 1, changes: ['the working folder (/tmp)'] } }
    const found = resultsDiffer(evidenceOf({ ways, agreement: { differs: [difference('process-pool')] } }))
    expect(found?.text).not.toContain('working folder')
    expect(found?.suggestion).toContain('its own copy')
  })
  test('the model with the most differences is named', () => {
    const differs = [difference('thread-pool', 'value', 2), difference('process-pool', 'value', 9)]
    expect(resultsDiffer(evidenceOf({ ways: WAYS, agreement: { differs } }))?.text).toContain('Process pool')
  })
  test('a loop that differs from itself weighs little', () => {
    const found = resultsDiffer(evidenceOf({ ways: WAYS, agreement: { equal: false, unstable: 'It differs.' } }))
    expect(found?.text).toContain('It differs.')
    expect(found?.strength).toBeLessThan(0.3)
  })
  test.each<[string, Partial<Agreement>]>([
    ['all are equal', {}],
    ['only the order differs', { differs: [difference('thread-pool', 'order')] }],
    ['they agree within the tolerance', { differs: [difference('thread-pool', 'tolerance')] }],
  ])('not where %s', (_name, agreement) => expect(resultsDiffer(evidenceOf({ ways: WAYS, agreement }))).toBeUndefined())
})

describe('keeps-state', () => {
  const repeated = { equal: false, first: '1', second: '2' }
  test('the same item returned something else', () => {
    expect(keepsState(evidenceOf({ inspection: { repeated } }))?.text).toMatch(/2 instead of 1/)
  })
  test('not where it returned the same, nor where the loop is unstable: then it is chance', () => {
    expect(keepsState(evidenceOf())).toBeUndefined()
    expect(keepsState(evidenceOf({ inspection: { repeated }, agreement: { unstable: 'It differs.' } }))).toBeUndefined()
  })
})

const FAILED = { seconds: [0.1], failed: 'AttributeError: it cannot be pickled.' }

describe('not-picklable', () => {
  const inspection = { notPicklable: 'The function cannot be pickled: it is a lambda.' }
  const ways = { sequential: 3, 'thread-pool': 1.5, 'process-pool': FAILED }
  test('says which, and whom that excludes', () => {
    const found = notPicklable(evidenceOf({ inspection, ways }))
    expect(found).toMatchObject({ id: 'not-picklable', strength: 0.9 })
    expect(found?.text).toMatch(/lambda.*process pool/)
    expect(failed(evidenceOf({ inspection, ways }))).toBeUndefined()
  })
  test.each<[string, EvidenceSketch]>([
    ['all can be sent', { ways }],
    [
      'processes managed all the same: they are copies of the parent',
      { inspection, ways: { ...ways, 'process-pool': 1.5 } },
    ],
    ['there are threads only', { inspection, ways: { sequential: 3, 'thread-pool': 1.5 } }],
  ])('not where %s', (_name, sketch) => expect(notPicklable(evidenceOf(sketch))).toBeUndefined())
})

describe('failed', () => {
  test('a model that failed, with the reason and the item', () => {
    const ways = { sequential: 3, interpreters: { seconds: [0.1], failed: 'It crashed at item 17.', failedItem: 17 } }
    const found = failed(evidenceOf({ ways }))
    expect(found).toMatchObject({ id: 'failed', strength: 0.15 })
    expect(found?.text).toBe('Interpreters failed: It crashed at item 17.')
    expect(found?.evidence).toContainEqual(expect.objectContaining({ value: 17 }))
  })
  test('the loop matters most', () => {
    const error = 'ZeroDivisionError at item 2.'
    const ways = { sequential: { seconds: [1], failed: error }, 'thread-pool': { seconds: [1], failed: error } }
    expect(failed(evidenceOf({ ways }))).toMatchObject({
      strength: 1,
      text: expect.stringContaining(`The loop failed: ${error}`),
    })
  })
  test('several reasons are all given, one reason once', () => {
    const ways = {
      sequential: 1,
      interpreters: { seconds: [0.1], failed: 'A.' },
      'thread-pool': { seconds: [0.1], failed: 'B.' },
      threads: { seconds: [0.1], failed: 'A.' },
    }
    const text = failed(evidenceOf({ ways }))?.text
    expect(text?.match(/A\./g)).toHaveLength(1)
    expect(text).toContain('B.')
  })
  test('a main process that died', () => {
    expect(failed(evidenceOf({ ways: { sequential: { seconds: [1], died: 'signal SIGSEGV' } } }))?.text).toContain(
      'SIGSEGV',
    )
  })
  test('not where all went well', () => expect(failed(evidenceOf({ ways: WAYS }))).toBeUndefined())
})
