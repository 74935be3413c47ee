import { describe, expect, test } from 'vitest'
import { MODEL_KINDS } from './model.ts'
import {
  isHollow,
  modelColor,
  PALETTE,
  PATTERNS,
  type ThemeName,
  WORKER_COLORS,
  workerColor,
  workerPattern,
} from './palette.ts'

type Rgb = readonly [number, number, number]

/** Linear light, 0..1. */
function linear(hex: string): Rgb {
  const channel = (offset: number) => {
    const value = Number.parseInt(hex.slice(offset, offset + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return [channel(1), channel(3), channel(5)]
}

/** WCAG 2: (L1 + 0.05) / (L2 + 0.05). */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b]
    .map(linear)
    .map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue)
    .toSorted((x, y) => x - y)
  return (light! + 0.05) / (dark! + 0.05)
}

const apply = (m: readonly number[], [r, g, b]: Rgb): Rgb => {
  const row = (i: number) => m[i]! * r + m[i + 1]! * g + m[i + 2]! * b
  return [row(0), row(3), row(6)]
}

// Machado, Oliveira and Fernandes 2009, severity 1; on linear light.
const SIGHT = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
}

function oklab(rgb: Rgb): Rgb {
  const clamped: Rgb = [Math.max(0, rgb[0]), Math.max(0, rgb[1]), Math.max(0, rgb[2])]
  const lms = apply(
    [
      0.4122214708, 0.5363325363, 0.0514459929, 0.2119034982, 0.6806995451, 0.1073969566, 0.0883024619, 0.2817188376,
      0.6299787005,
    ],
    clamped,
  )
  return apply(
    [
      0.2104542553, 0.793617785, -0.0040720468, 1.9779984951, -2.428592205, 0.4505937099, 0.0259040371, 0.7827717662,
      -0.808675766,
    ],
    [Math.cbrt(lms[0]), Math.cbrt(lms[1]), Math.cbrt(lms[2])],
  )
}

describe.each(['dark', 'light'] as ThemeName[])('%s theme', (name) => {
  const theme = PALETTE[name]
  const workers = Array.from({ length: WORKER_COLORS }, (_, index) => workerColor(index, name))

  test.each(['text', 'dim', 'faint', 'danger'] as const)('%s is readable on panel and background (WCAG AA)', (role) => {
    expect(contrast(theme[role], theme.panel)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(theme[role], theme.background)).toBeGreaterThanOrEqual(4.5)
  })

  test('text on the accent is readable, and the accent is seen', () => {
    expect(contrast(theme.onAccent, theme.accent)).toBeGreaterThanOrEqual(4.5)
    expect(contrast(theme.accent, theme.panel)).toBeGreaterThanOrEqual(3)
  })

  test('every worker colour is seen on a panel', () => {
    for (const color of workers) expect(contrast(color, theme.panel)).toBeGreaterThanOrEqual(3)
  })

  test.each(Object.entries(SIGHT))('any two workers differ with %s', (_, matrix) => {
    const seen = workers.map((color) => oklab(apply(matrix, linear(color))))
    const distances = seen.flatMap((a, i) =>
      seen.slice(i + 1).map((b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])),
    )
    expect(Math.min(...distances)).toBeGreaterThan(0.07)
  })

  test('every kind of model has a colour of its own, which is seen on a panel', () => {
    const colors = MODEL_KINDS.map((kind) => modelColor({ kind }, name))
    expect(new Set(colors).size).toBe(MODEL_KINDS.length)
    for (const color of colors) expect(contrast(color, theme.panel)).toBeGreaterThanOrEqual(3)
  })

  const variety = Object.entries(SIGHT).flatMap(([sight, matrix]) =>
    MODEL_KINDS.map((kind) => [sight, kind, matrix] as const),
  )
  test.each(variety)('three models of one kind differ by their shades with %s: %s', (_, kind, matrix) => {
    const colors = [0, 1, 2].map((kindIndex) => modelColor({ kind, kindIndex }, name))
    for (const color of colors) expect(contrast(color, theme.panel)).toBeGreaterThanOrEqual(3)
    const [first, second, third] = colors.map((color) => oklab(apply(matrix, linear(color))))
    const distance = (a: Rgb, b: Rgb) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
    expect(distance(first!, third!)).toBeGreaterThan(0.05)
    // Neighbours differ by their fill too.
    expect(Math.min(distance(first!, second!), distance(second!, third!))).toBeGreaterThan(0.03)
  })

  test('two neighbours among the models of one kind differ by their fill too', () => {
    expect([0, 1, 2].map((kindIndex) => isHollow({ kindIndex }))).toEqual([false, true, false])
    expect(isHollow({})).toBe(false)
  })
})

test('workers that share a colour differ by pattern', () => {
  const looks = Array.from(
    { length: WORKER_COLORS * PATTERNS.length },
    (_, index) => `${workerColor(index, 'dark')} ${workerPattern(index)}`,
  )
  expect(new Set(looks).size).toBe(looks.length)
})
