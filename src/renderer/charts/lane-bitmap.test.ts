import { expect, test } from 'vitest'
import { LaneBitmap, type BitmapContent } from './lane-bitmap.ts'

const WIDTH = 100
/** A log of windows of 0.1 s until a moment, s. */
const log = { startNs: 1e9, nowNs: 1e9, windows: { fromNs: [] as number[], toNs: [] as number[], inFlight: [] } }
const until = (seconds: number) => {
  log.nowNs = 1e9 + seconds * 1e9
  log.windows.toNs.length = 0
  for (let s = 0.1; s <= seconds; s += 0.1) log.windows.toNs.push(1e9 + s * 1e9)
  return log
}
const content = (change: Partial<BitmapContent> = {}): BitmapContent => ({
  log,
  view: { from: 0, to: 10 },
  width: WIDTH,
  height: 2,
  look: 'dark',
  ...change,
})
/** Paints each column to be painted with the number of its column since the log's begin, from 1. */
function paint(bitmap: LaneBitmap, next: BitmapContent): { readonly row: readonly number[]; readonly painted: number } {
  const { pixels, grid } = bitmap.next(next)
  const first = Math.round((grid.fromNs - 1e9) / grid.stepNs)
  for (let x = 0; x < pixels.count; x++) {
    for (let y = 0; y < pixels.height; y++) pixels.data[y * pixels.width + pixels.left + x] = first + x + 1
  }
  return { row: Array.from(pixels.data.subarray(WIDTH, 2 * WIDTH)), painted: pixels.count }
}
const ramp = (from: number, to: number) => Array.from({ length: WIDTH }, (_, x) => (from + x < to ? from + x + 1 : 0))

test('only columns that may have changed are painted again', () => {
  const bitmap = new LaneBitmap()
  until(5)
  expect(paint(bitmap, content())).toEqual({ row: ramp(0, 50), painted: 50 })
  until(6)
  expect(paint(bitmap, content())).toEqual({ row: ramp(0, 60), painted: 15 })
})

test('a picture that follows the time is moved along', () => {
  const bitmap = new LaneBitmap()
  until(20)
  paint(bitmap, content({ view: { from: 10, to: 20 } }))
  until(20.7)
  expect(paint(bitmap, content({ view: { from: 10.7, to: 20.7 } }))).toEqual({ row: ramp(107, 207), painted: 12 })
})

test('another look, scale, size or merged windows are painted whole; so is what lies before', () => {
  until(10)
  const changes: readonly [Partial<BitmapContent>, number?][] = [
    [{ look: 'light' }],
    [{ view: { from: 0, to: 5 } }],
    [{ view: { from: -1, to: 9 } }],
    [{ log: { ...log } }],
    [{}, 9],
  ]
  for (const [change, seconds] of changes) {
    const bitmap = new LaneBitmap()
    until(10)
    paint(bitmap, content())
    if (seconds !== undefined) until(seconds)
    expect(paint(bitmap, content(change)).painted).toBeGreaterThan(80)
  }
})
