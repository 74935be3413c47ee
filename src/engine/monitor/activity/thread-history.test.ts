import { describe, expect, test } from 'vitest'
import { CODE } from './codes.ts'
import { CpuSettler } from './cpu-settler.ts'
import { ThreadHistory } from './thread-history.ts'
import { threadWindow, WindowReader } from './thread-window.ts'

const MS = 1e6

function history(...seen: readonly (readonly [number, keyof typeof CODE])[]): ThreadHistory {
  const made = new ThreadHistory(seen[0]![0] * MS, CODE[seen[0]![1]], 0)
  for (const [ms, activity] of seen.slice(1)) made.see(ms * MS, CODE[activity], 0)
  return made
}

test('a change lies in the middle of two looks, and all stretches add up', () => {
  const made = history([0, 'sleep'], [10, 'sleep'], [20, 'runs'], [30, 'runs'])
  expect(made.time(0, 30 * MS, CODE.sleep)).toBe(15 * MS)
  expect(made.time(0, 30 * MS, CODE.runs)).toBe(15 * MS)
  made.divide(0, 30 * MS, CODE.runs, CODE.ready, 1 / 3)
  expect(made.time(0, 30 * MS, CODE.ready)).toBeCloseTo(5 * MS)
  expect(made.time(0, 30 * MS, CODE.runs)).toBeCloseTo(10 * MS)
  made.forget(18 * MS)
  expect(made.starts[0]).toBe(18 * MS)
  expect(made.time(0, 30 * MS, CODE.ready) + made.time(0, 30 * MS, CODE.runs)).toBeCloseTo(12 * MS)
})

describe('running is told apart by CPU time', () => {
  test('a block that was half on a core is half ready', () => {
    const made = history([0, 'runs'])
    let cpuMs = 0
    const settler = new CpuSettler(made, 0, () => cpuMs * MS)
    settler.settleBlock(0)
    made.see(50 * MS, CODE.runs, 0)
    cpuMs = 25
    settler.settleBlock(50 * MS)
    expect(made.time(0, 50 * MS, CODE.ready)).toBeCloseTo(25 * MS)
  })

  test('an account that is a clock tick late makes nothing ready', () => {
    const made = history([0, 'python'])
    let cpuMs = 0
    const settler = new CpuSettler(made, 0, () => cpuMs * MS)
    settler.settleBlock(0)
    for (const [ms, late] of [
      [50, 3],
      [100, 0],
      [150, 3.5],
      [200, 1],
    ] as const) {
      made.see(ms * MS, CODE.python, 0)
      cpuMs = ms - late
      settler.settleBlock(ms * MS)
    }
    expect(made.time(0, 200 * MS, CODE['gil-off-core'])).toBe(0)
  })

  test.each([
    ['hardly any CPU time, then the GIL: it waited for it', 0.1, 'gil', { gil: 15, native: 0, ready: 0 }],
    ['CPU time: native code', 10, 'sleep', { gil: 0, native: 15, ready: 0 }],
    ['half of the time on a core', 5, 'sleep', { gil: 0, native: 7.5, ready: 7.5 }],
  ] as const)('%s', (_, gotMs, next, expected) => {
    const made = history([0, 'python'], [10, 'native'], [20, 'native'])
    let cpuMs = 0
    const settler = new CpuSettler(made, 0, () => cpuMs * MS)
    settler.follow(10 * MS, CODE.native)
    cpuMs = gotMs
    settler.follow(20 * MS, CODE[next])
    // The stretch began in the middle of 0 and 10.
    for (const activity of ['gil', 'native', 'ready'] as const)
      expect(made.time(0, 20 * MS, CODE[activity]) / MS).toBeCloseTo(expected[activity])
  })
})

test('a window counts waits, and what goes on from one to the next', () => {
  const made = history(
    [0, 'loop'],
    [10, 'loop'],
    [20, 'gil'],
    [30, 'python'],
    [80, 'python'],
    [90, 'loop'],
    [100, 'loop'],
  )
  const reader = new WindowReader()
  const window = threadWindow()
  reader.read(made, 0, 50 * MS, window)
  expect(window).toMatchObject({ longestRunNs: 35 * MS, blocks: 1 })
  expect(window.longestLoopGapNs).toBe(35 * MS)
  expect(window.ns.reduce((sum, ns) => sum + ns)).toBe(50 * MS)
  reader.read(made, 50 * MS, 100 * MS, window)
  expect(window).toMatchObject({
    longestRunNs: 70 * MS,
    longestLoopGapNs: 70 * MS,
    blocks: 1,
  })
})

test('a thread without an event loop has no gaps', () => {
  const window = threadWindow()
  new WindowReader().read(history([0, 'runs'], [50, 'runs']), 0, 50 * MS, window)
  expect(window.longestLoopGapNs).toBeNaN()
})
