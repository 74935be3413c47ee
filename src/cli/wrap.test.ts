import { expect, test } from 'vitest'
import { clipped, indented } from './wrap.ts'

test('lines end before the width, words are never cut', () => {
  const word = 'x'.repeat(60)
  const lines = indented(`one two three four five six seven eight nine ten ${word} eleven`, 40, '  ')
    .trimEnd()
    .split('\n')
  expect(lines.every((line) => line.startsWith('  ') && (line.length <= 40 || line.trim() === word))).toBe(true)
  expect(lines.map((line) => line.trim()).join(' ')).toMatch(/^one two .* ten x+ eleven$/)
})

test('what is too long ends with a sign, and colours are no columns', () => {
  expect([clipped('abcdef', 6), clipped('abcdef', 5)]).toEqual(['abcdef', 'abcd…'])
  expect(clipped('\u001b[1mabcdef\u001b[0m', 6)).toBe('\u001b[1mabcdef\u001b[0m')
  expect(clipped('\u001b[1mabcdef\u001b[0m', 5)).toBe('abcd…')
})
