import { describe, expect, test } from 'vitest'
import { contrast, difference, SIGHTS } from './color-testing.ts'
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

  test.each(Object.entries(SIGHTS))('any two workers differ with %s', (_, matrix) => {
    const distances = workers.flatMap((a, i) => workers.slice(i + 1).map((b) => difference(a, b, matrix)))
    expect(Math.min(...distances)).toBeGreaterThan(0.07)
  })

  test('every kind of model has a colour of its own, which is seen on a panel', () => {
    const colors = MODEL_KINDS.map((kind) => modelColor({ kind }, name))
    expect(new Set(colors).size).toBe(MODEL_KINDS.length)
    for (const color of colors) expect(contrast(color, theme.panel)).toBeGreaterThanOrEqual(3)
  })

  const variety = Object.entries(SIGHTS).flatMap(([sight, matrix]) =>
    MODEL_KINDS.map((kind) => [sight, kind, matrix] as const),
  )
  test.each(variety)('three models of one kind differ by their shades with %s: %s', (_, kind, matrix) => {
    const colors = [0, 1, 2].map((kindIndex) => modelColor({ kind, kindIndex }, name))
    for (const color of colors) expect(contrast(color, theme.panel)).toBeGreaterThanOrEqual(3)
    const between = (i: number, j: number) => difference(colors[i]!, colors[j]!, matrix)
    expect(between(0, 2)).toBeGreaterThan(0.05)
    // Neighbours differ by their fill too.
    expect(Math.min(between(0, 1), between(1, 2))).toBeGreaterThan(0.03)
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
