import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, integer, property, record } from 'fast-check'
import { expect, test } from 'vitest'
import { changeWindowState, placeWindow, readWindowState } from './window-state.ts'

const area = { x: 0, y: 25, width: 1920, height: 1000 }

test('a first window is in the middle', () => {
  expect(placeWindow(undefined, area)).toMatchObject({ x: 320, y: 125, width: 1280, height: 800 })
})

test('it opens where it was', () => {
  const before = { x: 100, y: 90, width: 1500, height: 900 }
  expect(placeWindow(before, area)).toMatchObject(before)
})

test('a display that is smaller, or elsewhere, has it whole', () => {
  const small = { x: 0, y: 0, width: 911, height: 480 }
  expect(placeWindow(undefined, small)).toEqual({ ...small, minWidth: 911, minHeight: 480 })
  const number = integer({ min: -10_000, max: 10_000 })
  const size = integer({ min: 1, max: 8000 })
  const rectangle = record({ x: number, y: number, width: size, height: size })
  assert(
    property(rectangle, rectangle, (before, display) => {
      const { x, y, width, height, minWidth, minHeight } = placeWindow(before, display)
      expect(x).toBeGreaterThanOrEqual(display.x)
      expect(y).toBeGreaterThanOrEqual(display.y)
      expect(x + width).toBeLessThanOrEqual(display.x + display.width)
      expect(y + height).toBeLessThanOrEqual(display.y + display.height)
      expect(width >= minWidth && height >= minHeight).toBe(true)
    }),
  )
})

test('what was written is read; what is broken is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-window-'))
  try {
    const file = join(folder, 'electron', 'window.json')
    expect(readWindowState(file)).toEqual({})
    const bounds = { x: 1, y: 2, width: 1100, height: 800 }
    changeWindowState(file, { bounds, isMaximized: true })
    changeWindowState(file, { theme: 'dark' })
    expect(readWindowState(file)).toEqual({ bounds, isMaximized: true, theme: 'dark' })
    writeFileSync(file, '{"bounds":7}')
    expect(readWindowState(file)).toEqual({})
    changeWindowState(join(file, 'no-folder', 'window.json'), { theme: 'dark' })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
