import { expect, test } from 'vitest'
import { mostly } from './mostly.ts'

/** A measurement that fails where the word has an "x", and how often it was made. */
function measurement(outcomes: string) {
  let repeats = 0
  const measure = async () => {
    if (outcomes[repeats++] === 'x') throw new Error(`repeat ${repeats}`)
  }
  return { measure, repeats: () => repeats }
}

test.each([
  ['..', 2],
  ['x..', 3],
  ['.x.', 3],
])('%s holds after %i repeats', async (outcomes, count) => {
  const { measure, repeats } = measurement(outcomes)
  await mostly(measure)()
  expect(repeats()).toBe(count)
})

test.each([
  ['xx', 'repeat 1', 2],
  ['x.x', 'repeat 1', 3],
  ['.xx', 'repeat 2', 3],
])('%s fails with the failure of %s after %i repeats', async (outcomes, failure, count) => {
  const { measure, repeats } = measurement(outcomes)
  await expect(mostly(measure)()).rejects.toThrow(failure)
  expect(repeats()).toBe(count)
})

test('the arguments of a table of tests go on to the measurement', async () => {
  const seen: unknown[] = []
  await mostly(async (...args: readonly [string, number]) => void seen.push(args), 1)('a', 1)
  expect(seen).toEqual([['a', 1]])
})
