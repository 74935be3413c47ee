import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { shownFromRecord } from '../state/runs.ts'
import { createReplay } from './replay.ts'

const run = sampleRun({ repeat: 1 })

test('at its beginning nothing has begun, at its end all of it is there', () => {
  const replay = createReplay(run.recording, shownFromRecord(run))
  replay.seek(0)
  expect(replay.shown!.results).toEqual([])
  replay.seek(Infinity)
  expect(replay.positionSeconds).toBe(replay.seconds)
  expect(replay.scene.lanes.length).toBe(replay.shown!.workers.length)
  expect(replay.shown!.workers.length).toBeGreaterThan(0)
})

test('the moment alone counts, not the way to it', () => {
  const [straight, there] = [
    createReplay(run.recording, shownFromRecord(run)),
    createReplay(run.recording, shownFromRecord(run)),
  ]
  const middle = straight.seconds / 2
  straight.seek(middle)
  for (const part of [0.1, 0.4, 0.9, 0.2, 1, 0.5]) there.seek(there.seconds * part)
  expect([...there.scene.busy]).toEqual([...straight.scene.busy])
  expect(there.scene.nowNs).toBe(straight.scene.nowNs)
  expect(there.scene.nowNs).toBeLessThanOrEqual(run.recording.tNs[0]! + middle * 1e9)
  expect(there.shown).toEqual(straight.shown)
  expect([...there.scene.tasks.tasks.values()]).toEqual([...straight.scene.tasks.tasks.values()])
})

test('a program that was watched is replayed by its tasks', () => {
  const replay = createReplay(run.recording, undefined)
  replay.seek(Infinity)
  expect(replay.shown).toBeUndefined()
  expect(replay.scene.lanes.length).toBe(new Set(run.recording.rows.task).size)
})
