import { expect, test } from 'vitest'
import { ACTIVITIES, type Activity } from '../../../contract/activity.ts'
import type { ActivityRecord } from '../../../contract/program.ts'
import { stateLaneItems, stateLanes } from './state-lanes.ts'

const code = (activity: Activity) => ACTIVITIES.indexOf(activity)
const thread = (index: number, name: string) => ({
  thread: index,
  pid: 9,
  tid: index,
  startTime: 1,
  name,
  python: true,
})

/** Two seconds: the first thread computes and waits, the second sleeps, the third does a little. */
const activity: ActivityRecord = {
  threads: [thread(0, 'sleeper'), thread(1, 'busy'), thread(2, 'little')],
  gils: [
    { gil: 0, pid: 9, interpreters: [0], enabled: true, version: '3.13.0' },
    { gil: 1, pid: 9, interpreters: [1], enabled: false, version: '3.13.0' },
  ],
  windows: [0, 1].map((second) => ({
    fromNs: second * 1e9,
    toNs: (second + 1) * 1e9,
    rows: {
      thread: [0, 1, 1, 2, 2],
      activity: [code('sleep'), code('python'), code('gil'), code('lock'), code('idle')],
      ns: [1e9, second === 0 ? 1e9 : 0.25e9, second === 0 ? 0 : 0.75e9, 0.1e9, 0.9e9],
    },
    gils: [{ gil: 0, heldNs: 0.5e9, waitedNs: 0, handovers: 1, waiters: 0 }],
    inFlight: 1,
  })),
}
const span = { fromNs: 0, toNs: 2e9 }

test('GILs that are used come first, then threads by what they did; the rest is left out', () => {
  expect(stateLanes(activity, span, 4, 9).map(({ label }) => label)).toEqual(['GIL of 9', 'busy', 'little', 'sleeper'])
  expect(stateLanes(activity, span, 4, 2).map(({ label }) => label)).toEqual(['busy', 'little'])
})

test('each column has the shares of its time, a window over several columns is divided among them', () => {
  const [gil, busy] = stateLanes(activity, span, 4, 9)
  expect(busy!.shares.map((column) => Object.fromEntries(column))).toEqual([
    { python: 1, gil: 0 },
    { python: 1, gil: 0 },
    { python: 0.25, gil: 0.75 },
    { python: 0.25, gil: 0.75 },
  ])
  expect(gil!.shares.map((column) => column.get('python'))).toEqual([0.5, 0.5, 0.5, 0.5])
  const [, wide] = stateLanes(activity, span, 1, 9)
  expect(wide!.shares[0]!.get('gil')).toBeCloseTo(0.375)
})

test('states of a column stand on each other within the lane', () => {
  const lanes = stateLanes(activity, span, 4, 9)
  const area = { x: 0, y: 100, width: 16, height: 200 }
  const items = stateLaneItems(lanes, area, 'light')
  const boxes = items.flatMap((item) => (item.kind === 'boxes' ? item.boxes : []))
  const inColumn = boxes.filter(({ x, y }) => x === 12 && y >= 150 && y < 200)
  expect(inColumn).toHaveLength(2)
  expect(inColumn.reduce((sum, { height }) => sum + height, 0)).toBeCloseTo(46)
  for (const { y, height } of boxes) {
    expect(y).toBeGreaterThanOrEqual(100)
    expect(y + height).toBeLessThanOrEqual(300)
  }
})
