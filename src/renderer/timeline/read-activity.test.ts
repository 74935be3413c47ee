import { expect, test } from 'vitest'
import { ACTIVITIES, type Activity } from '../../contract/activity.ts'
import type { ActivityRecord } from '../../contract/program.ts'
import type { Run } from '../../contract/run.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { createColumns } from '../charts/lane-columns.ts'
import { recordedScene } from '../live/recording.ts'
import { shownFromRecord } from '../state/runs.ts'
import { momentOf } from './lane-state.ts'
import { waitGroupsOf } from './read-activity.ts'
import type { LaneRow, LaneSpan } from './rows.ts'
import { timelineOf } from './timeline.ts'

const code = (activity: Activity) => ACTIVITIES.indexOf(activity)

/** All threads of all trials: three quarters of the time in the first activity, a quarter in the second, in windows of 50 ms. */
function activityOfRun({ results }: Run, [first, second]: readonly [Activity, Activity]): ActivityRecord {
  const workers = results.flatMap((trial) => trial.workers)
  const threads = workers.flatMap(({ task, name }, thread) =>
    'missing' in task ? [] : [{ thread, pid: task.pid, tid: task.tid, startTime: task.startTime, name, python: true }],
  )
  const [fromNs, untilNs] = [results[0]!.startNs, results.at(-1)!.endNs]
  const windows = Array.from({ length: Math.ceil((untilNs - fromNs) / 50e6) }, (_, window) => {
    const start = fromNs + window * 50e6
    const rows = threads.flatMap(({ thread }) => [
      { thread, activity: code(first), ns: 37.5e6 },
      { thread, activity: code(second), ns: 12.5e6 },
    ])
    const column = (name: 'thread' | 'activity' | 'ns') => rows.map((row) => row[name])
    const columns = { thread: column('thread'), activity: column('activity'), ns: column('ns') }
    return { fromNs: start, toNs: start + 50e6, rows: columns, gils: [], inFlight: 1 }
  })
  return { threads, gils: [], windows }
}

function laneOf(experiment: 'cpu-countdown' | 'io-wait', activities: readonly [Activity, Activity]): LaneSpan {
  const run = sampleRun({ experiment, repeat: 1, seconds: 2 })
  const shown = shownFromRecord({ ...run, activity: activityOfRun(run, activities) })
  const scene = recordedScene(run.recording, shown.workers)
  const { rows } = timelineOf(shown, scene.lanes, scene.nowNs, { mode: 'trial', room: 99 })
  return rows.find((row): row is LaneRow => row.kind === 'lane' && row.group === 'threads')!.spans[0]!
}

test('a worker that stamps nothing does what was read of its thread', () => {
  const span = laneOf('io-wait', ['lock', 'python'])
  expect(momentOf(span, span.lane.startNs + 1e9)).toMatchObject({
    exact: false,
    read: { activity: 'lock', share: 0.75 },
  })
})

test('a worker that is off the interpreter by its stamps waits for what was read; one that is on it runs', () => {
  const span = laneOf('cpu-countdown', ['python', 'ready'])
  const moments = Array.from({ length: 40 }, (_, i) => momentOf(span, span.lane.startNs + (i + 0.5) * 5e6))
  const on = moments.filter(({ doing }) => doing === 'running')
  const off = moments.filter(({ doing }) => doing !== 'running')
  expect(on.length * off.length).toBeGreaterThan(0)
  expect(on.every(({ read }) => read === undefined)).toBe(true)
  expect(off.every(({ read }) => read?.activity === 'ready' && read.share === 1)).toBe(true)
})

test('the part of a column that does not run is divided as it was read', () => {
  const span = laneOf('io-wait', ['lock', 'gil'])
  const { waits } = createColumns({ from: 0.5, stepNs: 1e7, count: 10 }).lane(span, NaN)
  for (const [group, share] of [
    ['lock', 0.75],
    ['gil', 0.25],
    ['ready', 0],
  ] as const) {
    for (const value of waits!.get(group)!) expect(value).toBeCloseTo(share, 6)
  }
})

test('a legend has the groups that there were', () => {
  const run = sampleRun({ repeat: 1, seconds: 1 })
  expect(waitGroupsOf(activityOfRun(run, ['python', 'gil']))).toEqual(['gil'])
  expect(waitGroupsOf(activityOfRun(run, ['socket', 'lock']))).toEqual(['lock', 'waiting'])
})
