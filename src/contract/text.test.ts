import { assert, double, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatBytes, formatCount, formatDate, formatFactor, formatSeconds, formatShare, formatTenths } from './text.ts'

const plain = (text: string) => text.replaceAll('\u202f', ' ')

test.each([
  [4.02, '4.02 s'],
  [0, '0 s'],
  [0.412, '412 ms'],
  [0.00506, '5.06 ms'],
  [0.000038, '38.0 µs'],
  [1e-9, '1.00 ns'],
  [12.34, '12.3 s'],
  [9.999, '10.0 s'],
  [99.96, '100 s'],
  [0.99999, '1.00 s'],
  [0.9994, '999 ms'],
  [725.4, '725 s'],
  [-0.5, '-500 ms'],
])('%d seconds read as %s', (seconds, text) => expect(plain(formatSeconds(seconds))).toBe(text))

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1.00 kB'],
  [999_999, '1.00 MB'],
  [12_345_678, '12.3 MB'],
  [16e9, '16.0 GB'],
  [2.5e12, '2.50 TB'],
])('%d bytes read as %s', (bytes, text) => expect(plain(formatBytes(bytes))).toBe(text))

test.each([
  [0.99, '99 %'],
  [0, '0 %'],
  [0.001, '<1 %'],
  [1.984, '198 %'],
])('a share of %d reads as %s', (share, text) => expect(plain(formatShare(share))).toBe(text))

test('factors, tenths, counts and dates', () => {
  expect(formatFactor(1.03)).toBe('1.03×')
  expect(formatFactor(12.34)).toBe('12.3×')
  expect(formatTenths(1.94)).toBe('1.9')
  expect(formatCount(1_234_567)).toBe('1,234,567')
  expect(formatDate('2026-11-22T10:03:45.123Z')).toBe('2026-11-22 10:03 UTC')
  expect(formatDate('yesterday')).toBe('yesterday')
})

describe.each([formatSeconds, formatBytes, formatShare, formatFactor, formatTenths, formatCount])('%s', (format) => {
  test('has a dash for what is no number', () => {
    for (const value of [undefined, Number.NaN, Infinity, -Infinity]) expect(format(value)).toBe('–')
  })
  test('never breaks a line and never shows an exponent', () => {
    assert(
      property(double({ min: 0, max: 1e15, noNaN: true }), (value) => {
        expect(format(value)).toMatch(/^<?[\d.,]+(×|\u202f\S+)?$/)
      }),
    )
  })
})
