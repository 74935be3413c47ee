import { ACTIVITIES } from '../../contract/activity.ts'
import { ACTIVITIES_IN_ORDER } from '../../contract/activity-palette.ts'
import type { ActivityColumns } from '../program/activity-columns.ts'
import type { Texture } from './activity-textures.ts'

/** Pixels of an image, row by row: 0xAABBGGRR each. A stretch of its columns is painted. */
export interface Pixels {
  readonly width: number
  readonly height: number
  readonly data: Uint32Array<ArrayBuffer>
  /** First column of the stretch, and number of its columns. */
  readonly left: number
  readonly count: number
  /** Where column 0 is in the textures: they move along with what they fill. */
  readonly phase: number
}

/** Rows of an image from `top` to before `bottom`; parts of them may be out of sight. */
export interface Band {
  readonly top: number
  readonly bottom: number
}

const KINDS = ACTIVITIES.length
/** From the foot of a lane up. */
const STACK = ACTIVITIES_IN_ORDER.map((activity) => ACTIVITIES.indexOf(activity))

/** Activities that threads have had, by code, from the foot of a lane up: the others need not be looked for. */
export function stackOf(totals: readonly Float64Array[]): readonly number[] {
  return STACK.filter((kind) => totals.some((times) => times[kind]! > 0))
}

/** Fills a band with stacked shares: a column of pixels for each column of time, the activities of `stack` from the foot up. */
export function paintShares(
  pixels: Pixels,
  columns: ActivityColumns,
  stack: readonly number[],
  { top, bottom }: Band,
  textures: readonly Texture[],
): void {
  const height = bottom - top
  const { width, left, count, phase } = pixels
  for (let x = 0; x < count; x++) {
    let whole = 0
    for (const kind of stack) whole += columns[x * KINDS + kind]!
    if (whole === 0) continue
    let sum = 0
    let foot = bottom
    for (const kind of stack) {
      const ns = columns[x * KINDS + kind]!
      if (ns === 0) continue
      sum += ns
      const head = bottom - Math.round((height * sum) / whole)
      const { side, pixels: texture } = textures[kind]!
      const column = (left + x + phase) % side
      const end = Math.min(foot, pixels.height)
      for (let y = Math.max(head, 0); y < end; y++) {
        pixels.data[y * width + left + x] = texture[(y % side) * side + column]!
      }
      foot = head
    }
  }
}

/** Fills a part of one column of the stretch; `from` and `to` are heights above the band's foot, in shares of it. */
export function paintPart(
  pixels: Pixels,
  x: number,
  { top, bottom }: Band,
  from: number,
  to: number,
  color: number,
): void {
  const height = bottom - top
  const [head, foot] = [bottom - Math.round(height * Math.min(to, 1)), bottom - Math.round(height * Math.min(from, 1))]
  for (let y = Math.max(head, 0); y < Math.min(foot, pixels.height); y++) {
    pixels.data[y * pixels.width + pixels.left + x] = color
  }
}
