import { expect, test } from 'vitest'
import { formatWhen } from './when.ts'

const now = new Date(2026, 10, 22, 11, 5)
const ago = (...parts: [number, number, number, number, number]) => formatWhen(new Date(...parts).toISOString(), now)

test('a moment of the past is said as short as it may be', () => {
  expect(ago(2026, 10, 22, 0, 1)).toBe('00:01')
  expect(ago(2026, 10, 21, 23, 59)).toBe('yesterday 23:59')
  expect(ago(2026, 10, 20, 23, 59)).toBe('20 Nov')
  expect(ago(2025, 10, 22, 11, 5)).toBe('22 Nov 2025')
  expect(formatWhen('no date', now)).toBe('no date')
})
