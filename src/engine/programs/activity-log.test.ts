import { expect, test } from 'vitest'
import { ACTIVITIES, type ActivityThread, type ActivityWindow } from '../../contract/activity.ts'
import { createActivityLog, MAX_WINDOWS, mergeWindows, replayActivity, type ActivityLogRecord } from './activity-log.ts'

const WINDOW_NS = 50e6
const [PYTHON, GIL] = [ACTIVITIES.indexOf('python'), ACTIVITIES.indexOf('gil')]

/** Two threads that take turns, a window each. */
function windowAt(index: number): ActivityWindow {
  return {
    fromNs: index * WINDOW_NS,
    toNs: (index + 1) * WINDOW_NS,
    rows: { thread: [0, 1], activity: index % 2 === 0 ? [PYTHON, GIL] : [GIL, PYTHON], ns: [WINDOW_NS, WINDOW_NS] },
    gils: [{ gil: 0, heldNs: WINDOW_NS, waitedNs: WINDOW_NS, handovers: 1, holder: index % 2, waiters: 1 }],
    inFlight: 2,
  }
}

const threadOf = (thread: number): ActivityThread => ({
  thread,
  pid: 1,
  tid: thread,
  startTime: 1,
  name: `Thread-${thread}`,
  python: true,
})

function totals(windows: readonly ActivityWindow[]) {
  const ns = new Map<string, number>()
  for (const { rows } of windows) {
    for (const [row, thread] of rows.thread.entries()) {
      const key = `${thread} ${rows.activity[row]}`
      ns.set(key, (ns.get(key) ?? 0) + rows.ns[row]!)
    }
  }
  return ns
}

test('two windows become one: times are added, and the end is that of the later one', () => {
  expect(mergeWindows(windowAt(0), windowAt(1))).toEqual({
    fromNs: 0,
    toNs: 2 * WINDOW_NS,
    rows: {
      thread: [0, 1, 0, 1],
      activity: [PYTHON, GIL, GIL, PYTHON],
      ns: [WINDOW_NS, WINDOW_NS, WINDOW_NS, WINDOW_NS],
    },
    gils: [{ gil: 0, heldNs: 2 * WINDOW_NS, waitedNs: 2 * WINDOW_NS, handovers: 2, holder: 1, waiters: 1 }],
    inFlight: 2,
  })
  const gone = mergeWindows(windowAt(0), { ...windowAt(1), gils: [] })
  expect(gone.gils).toEqual([{ gil: 0, heldNs: WINDOW_NS, waitedNs: WINDOW_NS, handovers: 1, waiters: 0 }])
})

test('windows and the log stay bounded, no time is lost, and the log makes the same again', () => {
  const records: ActivityLogRecord[] = []
  const log = createActivityLog((record) => records.push(record))
  const count = 10 * MAX_WINDOWS + 7
  log.onThreads([threadOf(0), threadOf(1)], [])
  for (let index = 0; index < count; index++) log.onWindow(windowAt(index))
  const { windows, threads, missing } = log.record()
  expect(windows.length).toBeLessThanOrEqual(MAX_WINDOWS + 1)
  expect(windows.length).toBeGreaterThan(MAX_WINDOWS / 4)
  expect([threads.length, missing]).toEqual([2, undefined])
  expect([windows[0]!.fromNs, windows.at(-1)!.toNs]).toEqual([0, count * WINDOW_NS])
  windows.slice(1).forEach(({ fromNs }, index) => expect(fromNs).toBe(windows[index]!.toNs))
  expect([...totals(windows).values()].reduce((a, b) => a + b)).toBe(2 * count * WINDOW_NS)
  expect(records.length).toBeLessThan(4 * MAX_WINDOWS)

  const again = createActivityLog()
  for (const record of records) replayActivity(again, record)
  const replayed = again.record()
  expect(replayed.threads).toEqual(threads)
  expect(replayed.windows.length).toBeLessThanOrEqual(MAX_WINDOWS + 1)
  // The window that was being put together is not in the log.
  const open = windows.at(-1)!
  expect(totals(replayed.windows).get(`0 ${PYTHON}`)).toBeGreaterThanOrEqual(
    totals(windows).get(`0 ${PYTHON}`)! - (open.toNs - open.fromNs),
  )
})

test('many rows count as many windows', () => {
  const log = createActivityLog()
  const thread = Array.from({ length: 2000 }, (_, index) => index)
  const rows = { thread, activity: thread.map(() => PYTHON), ns: thread.map(() => WINDOW_NS) }
  for (let index = 0; index < 1000; index++) log.onWindow({ ...windowAt(index), rows })
  const kept = log.record().windows
  expect(kept.reduce((sum, { rows: { ns } }) => sum + ns.length, 0)).toBeLessThanOrEqual(404_000)
})

test('of more threads than a person can look at the later ones are left out, and the record says so', () => {
  const log = createActivityLog()
  const threads = Array.from({ length: 20_010 }, (_, index) => threadOf(index))
  log.onThreads(threads, [])
  const rows = { thread: [5, 20_005], activity: [PYTHON, PYTHON], ns: [WINDOW_NS, WINDOW_NS] }
  log.onWindow({ ...windowAt(0), rows })
  const { missing, windows, threads: kept } = log.record()
  expect(kept).toHaveLength(20_000)
  expect(missing).toContain('10 later ones are left out')
  expect(windows[0]!.rows.thread).toEqual([5])
})
