import { expect, test } from 'vitest'
import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import { paintPart, paintShares, stackOf } from './activity-pixels.ts'

const KINDS = ACTIVITIES.length
const code = (activity: Activity) => ACTIVITIES.indexOf(activity)
/** A texture of one pixel: the activity's code plus one, so that 0 is what has not been painted. */
const textures = ACTIVITIES.map((_, kind) => ({ side: 1, pixels: Uint32Array.of(kind + 1) }))

function painted(shares: readonly Partial<Record<Activity, number>>[], height = 10) {
  const columns = new Float64Array(shares.length * KINDS)
  shares.forEach((parts, x) => {
    for (const [activity, ns] of Object.entries(parts)) {
      columns[x * KINDS + ACTIVITIES.findIndex((known) => known === activity)] = ns
    }
  })
  const count = shares.length
  const pixels = { width: count, height, data: new Uint32Array(count * height), left: 0, count, phase: 0 }
  const totals = ACTIVITIES.map((_, kind) => shares.reduce((sum, __, x) => sum + columns[x * KINDS + kind]!, 0))
  paintShares(pixels, columns, stackOf([Float64Array.from(totals)]), { top: 0, bottom: height }, textures)
  return (x: number) => Array.from({ length: height }, (_, y) => pixels.data[y * shares.length + x]! - 1)
}

test('shares are as high as they are large, running at the foot', () => {
  const column = painted([{ python: 30, gil: 70 }])(0)
  expect(column.filter((kind) => kind === code('gil'))).toHaveLength(7)
  expect(column.slice(7)).toEqual([code('python'), code('python'), code('python')])
})

test('a column in which the thread did not live stays empty', () => {
  const columns = painted([{ python: 1 }, {}])
  expect(columns(0).every((kind) => kind === code('python'))).toBe(true)
  expect(columns(1).every((kind) => kind === -1)).toBe(true)
})

test('what is out of sight is not painted', () => {
  const pixels = { width: 1, height: 4, data: new Uint32Array(4), left: 0, count: 1, phase: 0 }
  paintPart(pixels, 0, { top: -4, bottom: 2 }, 0, 1, 9)
  expect([...pixels.data]).toEqual([9, 9, 0, 0])
  paintPart(pixels, 0, { top: 2, bottom: 8 }, 0, 0.5, 7)
  expect([...pixels.data]).toEqual([9, 9, 0, 0])
})
