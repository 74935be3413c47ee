import { expect, test } from 'vitest'
import { formatTick } from './ticks.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

test('marks have the digits that tell them apart', () => {
  const ticks = [
    [0, 1],
    [2, 1],
    [2.5, 0.5],
    [1.23, 0.01],
    [1.2345, 0.0005],
    [1.2345678, 2e-7],
  ] as const
  expect(ticks.map(([seconds, step]) => plain(formatTick(seconds, step)))).toEqual([
    '0 s',
    '2 s',
    '2.5 s',
    '1.23 s',
    '1,234.5 ms',
    '1,234,567.8 µs',
  ])
})
