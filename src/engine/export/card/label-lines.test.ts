import { expect, test } from 'vitest'
import { labelLines, TEXT_SIZES } from './label-lines.ts'

const label = 'process pool, chunks of 64'

test('one line where it fits, smaller where it must', () => {
  expect(labelLines('threads', 27, 210, 50)).toEqual({ lines: ['threads'], size: 27 })
  const { lines, size } = labelLines('sub-interpreters', 27, 210, 50)
  expect(lines).toEqual(['sub-interpreters'])
  expect(size).toBeLessThan(27)
})

test('two lines in a tall row, the part that tells variants apart in a low one', () => {
  expect(labelLines(label, 27, 210, 60).lines).toEqual(['process pool,', 'chunks of 64'])
  expect(labelLines(label, 27, 210, 40).lines).toEqual(['… chunks of 64'])
})

test('what fits nowhere has the smallest size', () => {
  expect(labelLines('x'.repeat(90), 27, 210, 60)).toEqual({ lines: ['x'.repeat(90)], size: TEXT_SIZES.at(-1) })
})
