import { expect, test } from 'vitest'
import { summariseCalls } from './call-summary.ts'
import { result } from './testing.ts'

const item = (median: number) => ({ median, p95: median * 2, max: median * 3, total: 1, group: 1 })

test('medians over the repeats that did not fail, the longest call of all, the least and the most idle worker', () => {
  const trials = [
    result('a', 1, { importSeconds: 1, perItemSeconds: item(1), idleShare: [0.1, 0.5], serialiseSeconds: 1 }),
    result('a', 1, { importSeconds: 2, perItemSeconds: item(2), idleShare: [0.3, 0.7], serialiseSeconds: 2 }),
    result('a', 1, { importSeconds: 9, perItemSeconds: item(9), failed: 'It failed.' }),
    result('b', 1, { importSeconds: 5, gil: { held: 0.5, waiting: 1 }, pickledBytes: { in: 1, out: 2 } }),
  ]
  expect(summariseCalls(trials, 'a')).toEqual({
    importSeconds: 1.5,
    item: { median: 1.5, p95: 3, max: 6 },
    pickledBytes: undefined,
    serialiseSeconds: 1.5,
    idleShare: { least: 0.2, most: 0.6 },
    gil: undefined,
    missing: { pickledBytes: undefined, serialiseSeconds: undefined, gil: undefined },
  })
  expect(summariseCalls(trials, 'b')).toMatchObject({ gil: { held: 0.5, waiting: 1 }, pickledBytes: { in: 1, out: 2 } })
  expect(summariseCalls(trials, 'c')).toMatchObject({ importSeconds: undefined, item: undefined, missing: {} })
})

test('the reason why a number is missing, unless one repeat has it', () => {
  const [never, once] = [{ missing: 'Not here.' }, { held: 1, waiting: 0 }]
  const trials = [
    result('a', 1, { gil: never, pickledBytes: never }),
    result('a', 1, { gil: once, pickledBytes: never }),
  ]
  const { missing, gil } = summariseCalls(trials, 'a')
  expect(missing).toEqual({ pickledBytes: 'Not here.', serialiseSeconds: undefined, gil: undefined })
  expect(gil).toEqual(once)
})
