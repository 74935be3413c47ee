import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'

/** Size of a first window, and the least: at 1024 × 700 every panel has its room. */
const FIRST = { width: 1280, height: 800 }
const LEAST = { width: 1024, height: 700 }

const StateSchema = v.object({
  bounds: v.optional(v.object({ x: v.number(), y: v.number(), width: v.number(), height: v.number() })),
  isMaximized: v.optional(v.boolean()),
  isFullScreen: v.optional(v.boolean()),
  theme: v.optional(v.picklist(['system', 'light', 'dark'])),
})
/** What a window had when it was last open. */
export type WindowState = v.InferOutput<typeof StateSchema>

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** A state that cannot be read is none: the window opens as the first time. */
export function readWindowState(file: string): WindowState {
  try {
    return v.parse(StateSchema, JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return {}
  }
}

/** Changes the file at once, since the app may be about to end; a state that cannot be written is lost, and nothing else. */
export function changeWindowState(file: string, change: WindowState): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, JSON.stringify({ ...readWindowState(file), ...change }))
  } catch {
    // The next window opens as the first time.
  }
}

/** Place of a window on the display whose usable area is `area`, and its least size: never larger than that, nor beside it. */
export function placeWindow(before: Rectangle | undefined, area: Rectangle) {
  const minWidth = Math.min(LEAST.width, area.width)
  const minHeight = Math.min(LEAST.height, area.height)
  const { x, y, width: wantedWidth, height: wantedHeight } = before ?? inTheMiddle(area)
  const width = clamp(wantedWidth, minWidth, area.width)
  const height = clamp(wantedHeight, minHeight, area.height)
  return {
    x: clamp(x, area.x, area.x + area.width - width),
    y: clamp(y, area.y, area.y + area.height - height),
    width,
    height,
    minWidth,
    minHeight,
  }
}

function inTheMiddle({ x, y, width, height }: Rectangle): Rectangle {
  return { ...FIRST, x: x + (width - FIRST.width) / 2, y: y + (height - FIRST.height) / 2 }
}

function clamp(value: number, min: number, max: number): number {
  return Math.round(Math.min(Math.max(value, min), max))
}
