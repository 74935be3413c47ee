import { expect, test } from 'vitest'
import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import type { ActivityRecord } from '../../contract/program.ts'
import { result, worker } from '../../contract/testing.ts'
import { activityOf } from './activity.ts'

const PYTHON = { kind: 'cpython' } as const

const thread = (number: number, pid: number) => {
  return { thread: number, pid, tid: pid, startTime: 1, name: 'x', python: true }
}

/** Windows of a second, from 0 on: each thread's activity, and how long its GIL was held. */
function record(
  windows: readonly (readonly (readonly [thread: number, activity: Activity, seconds: number])[])[],
  gil: { readonly heldNs: number; readonly waitedNs: number; readonly enabled?: boolean },
): ActivityRecord {
  const { enabled = true, ...used } = gil
  return {
    threads: [thread(0, 1), thread(1, 9), thread(2, 5)],
    gils: [{ gil: 0, pid: 1, interpreters: [0], enabled, version: '3.11.7' }],
    windows: windows.map((rows, index) => ({
      fromNs: index * 1e9,
      toNs: (index + 1) * 1e9,
      rows: {
        thread: rows.map(([number]) => number),
        activity: rows.map(([, activity]) => ACTIVITIES.indexOf(activity)),
        ns: rows.map(([, , seconds]) => seconds * 1e9),
      },
      gils: [{ gil: 0, ...used, handovers: 0, waiters: 0 }],
      inFlight: 1,
    })),
  }
}

/** From 0.5 s to 2 s, with a worker process of its own. */
const trial = { ...result('process-pool', 1.5), startNs: 0.5e9, endNs: 2e9, pid: 1, workers: [worker(0, { pid: 5 })] }

test("seconds of the trial's processes within the trial, and of no others", () => {
  const windows = [
    [
      [0, 'task', 1],
      [1, 'python', 1],
    ],
    [
      [0, 'task', 0.4],
      [0, 'gil', 0.6],
      [2, 'python', 1],
    ],
  ] as const
  const { stateSeconds, gil } = activityOf(trial, record(windows, { heldNs: 0.8e9, waitedNs: 0.4e9 }), PYTHON)
  expect(stateSeconds).toEqual({ task: 0.9, gil: 0.6, python: 1 })
  expect(gil).toEqual({ held: expect.closeTo(0.8), waiting: expect.closeTo(0.4) })
})

test('what was not read is missing, with the reason', () => {
  expect(activityOf(trial, undefined, PYTHON).stateSeconds).toMatchObject({
    missing: expect.stringMatching(/on this system/),
  })
  const others = record([[[1, 'python', 1]]], { heldNs: 1e9, waitedNs: 0 })
  expect(activityOf({ ...trial, pid: 77, workers: [] }, others, PYTHON).gil).toMatchObject({
    missing: expect.any(String),
  })
  const short = record([[[0, 'python', 1]]], { heldNs: 1e9, waitedNs: 0 })
  expect(activityOf(trial, short, PYTHON).stateSeconds).toMatchObject({ missing: expect.stringMatching(/too short/) })
  const free = record([[[0, 'python', 1]], [[0, 'python', 1]]], { heldNs: 0, waitedNs: 0, enabled: false })
  expect(activityOf(trial, free, PYTHON)).toEqual({
    stateSeconds: { python: 1.5 },
    gil: { missing: 'The interpreter ran without a GIL.' },
  })
})

test('of Node, the threads of V8 and libuv are left out', () => {
  const windows = [
    [
      [0, 'runs', 1],
      [3, 'lock', 1],
    ],
    [
      [0, 'runs', 1],
      [3, 'lock', 1],
    ],
  ] as const
  const read = record(windows, { heldNs: 0, waitedNs: 0 })
  const helper = { ...thread(3, 1), tid: 77 }
  const both = { ...read, threads: [...read.threads, helper], gils: [] }
  expect(activityOf(trial, both, { kind: 'node' }).stateSeconds).toEqual({ runs: 1.5 })
  expect(activityOf(trial, both, PYTHON).stateSeconds).toEqual({ runs: 1.5, lock: 1.5 })
})
