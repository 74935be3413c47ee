import { assert, double, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  axisUnit,
  formatBytes,
  formatCount,
  formatDate,
  formatFactor,
  formatIn,
  formatSeconds,
  formatShare,
  formatTenths,
} from './text.ts'

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

test.each([
  ['s', 0.00412, '4.12 ms'],
  ['ms', 5.06, '5.06 ms'],
  ['ms', 1500, '1.50 s'],
  ['ms', 0, '0 ms'],
  ['us', 38, '38.0 µs'],
  ['B', 65_536, '65.5 kB'],
  ['MB/s', 12.34, '12.3 MB/s'],
  ['MB/s', 1234, '1.23 GB/s'],
  ['MB/s', 0.0005, '0.50 kB/s'],
  ['1/s', 30_123.4, '30,123/s'],
  ['1/s', 0.52, '0.52/s'],
  ['share', 0.48, '48 %'],
  ['x', 1.03, '1.03×'],
  ['', 300_000, '300,000'],
  ['', 0.935, '0.94'],
  ['Hz', 60, '60 Hz'],
])('in %s, %d reads as %s', (unit, value, text) => expect(plain(formatIn(unit, value))).toBe(text))

test('an axis has the unit in which its largest value reads best', () => {
  expect(axisUnit('s', 0.0042)).toEqual({ factor: 1e-3, symbol: 'ms' })
  expect(axisUnit('ms', 0.0042)).toEqual({ factor: expect.closeTo(1e-3), symbol: 'µs' })
  expect(axisUnit('B', 12)).toEqual({ factor: 1, symbol: 'B' })
  expect(axisUnit('share', 0.5)).toEqual({ factor: 0.01, symbol: '%' })
  expect(axisUnit('', 70_000)).toEqual({ factor: 1, symbol: '' })
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
