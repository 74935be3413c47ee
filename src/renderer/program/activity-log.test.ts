import { expect, test } from 'vitest'
import { ACTIVITIES, type Activity, type ActivityWindow } from '../../contract/activity.ts'
import { addThread, emptyColumns } from './activity-columns.ts'
import { createActivityLog } from './activity-log.ts'
import { lifeShares, sharesBetween } from './shares.ts'

const code = (activity: Activity) => ACTIVITIES.indexOf(activity)
const THREAD = { thread: 3, pid: 10, tid: 11, startTime: 1, name: 'Thread-1', python: true }
const GIL = { gil: 0, pid: 10, interpreters: [0], enabled: true, version: '3.13.0' }

/** A window of 100 ns. */
function window(index: number, parts: Partial<Record<Activity, number>>): ActivityWindow {
  const rows = Object.entries(parts)
  return {
    fromNs: 1000 + index * 100,
    toNs: 1100 + index * 100,
    rows: {
      thread: rows.map(() => 3),
      activity: rows.map(([activity]) => ACTIVITIES.findIndex((known) => known === activity)),
      ns: rows.map(([, ns]) => ns),
    },
    gils: [{ gil: 0, heldNs: 60, waitedNs: 40, handovers: 2, holder: 3, waiters: 1 }],
    inFlight: 2,
  }
}

function logOf(windows: readonly ActivityWindow[]) {
  const log = createActivityLog(1000)
  log.addThreads([THREAD], [GIL])
  for (const each of windows) log.addWindow(each)
  return { log, thread: log.threads.get(3)! }
}

test('shares add up over a life, and between two moments', () => {
  const { log, thread } = logOf([window(0, { python: 60, gil: 40 }), window(1, { python: 20, gil: 80 })])
  expect(log.nowNs).toBe(1200)
  expect(lifeShares(thread)).toEqual([
    { activity: 'gil', share: 0.6 },
    { activity: 'python', share: 0.4 },
  ])
  expect(sharesBetween(log, [thread], 1150, 1200)[0]).toEqual({ activity: 'gil', share: 0.8 })
  expect(sharesBetween(log, [thread], 2000, 2100)).toEqual([])
})

test('a window is divided among the columns that it covers', () => {
  const { log, thread } = logOf([window(0, { python: 60, gil: 40 })])
  const grid = { fromNs: 1050, stepNs: 25, count: 4 }
  const columns = emptyColumns(grid)
  addThread(log, thread, grid, columns)
  const python = [0, 1, 2, 3].map((column) => columns[column * ACTIVITIES.length + code('python')])
  expect(python).toEqual([15, 15, 0, 0])
})

test('single turns take the place of shares where they cover a column', () => {
  const { log, thread } = logOf([window(0, { python: 50, gil: 50 }), window(1, { python: 50, gil: 50 })])
  const turns = { thread: [3, 3], activity: [code('python'), code('gil')], startNs: [1000, 1050], endNs: [1050, 1100] }
  log.addTurns(turns)
  expect(sharesBetween(log, [thread], 1000, 1050)).toEqual([{ activity: 'python', share: 1 }])
  expect(sharesBetween(log, [thread], 1050, 1100)).toEqual([{ activity: 'gil', share: 1 }])
  expect(sharesBetween(log, [thread], 1100, 1200)).toHaveLength(2)
})

test('a long observation is merged, and loses no time', () => {
  const { log, thread } = logOf(Array.from({ length: 9000 }, (_, index) => window(index, { python: 30, gil: 70 })))
  expect(log.windows.toNs.length).toBeLessThan(8193)
  expect(log.windows.fromNs.length).toBe(log.windows.toNs.length)
  expect(thread.track.ns.slice(0, thread.track.length).reduce((sum, ns) => sum + ns, 0)).toBe(900_000)
  expect(lifeShares(thread)[0]).toEqual({ activity: 'gil', share: 0.7 })
  expect(sharesBetween(log, [thread], 1000, 801_000)[0]?.share).toBeCloseTo(0.7)
  const gil = log.gils.get(0)!
  expect(gil.heldNs.reduce((sum, ns) => sum + ns, 0)).toBe(9000 * 60)
  expect(gil.window.at(-1)).toBe(log.windows.toNs.length - 1)
})

test('threads and GILs that change keep what is known of them', () => {
  const { log, thread } = logOf([window(0, { python: 100 })])
  const { revision } = log
  log.addThreads([{ ...THREAD, name: 'worker' }], [])
  expect(log.revision).toBeGreaterThan(revision)
  expect(thread.info.name).toBe('worker')
  expect(thread.track.length).toBe(1)
})

test('an activity that this version does not know is unknown', () => {
  const { log, thread } = logOf([])
  log.addWindow({ ...window(0, {}), rows: { thread: [3, 99], activity: [200, 1], ns: [100, 100] } })
  expect(lifeShares(thread)).toEqual([{ activity: 'unknown', share: 1 }])
})
