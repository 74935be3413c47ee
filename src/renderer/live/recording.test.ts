import { expect, test } from 'vitest'
import type { Run } from '../../contract/run.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { shownFromRecord } from '../state/runs.ts'
import { recordedScene } from './recording.ts'
import { taskRows } from './task-rows.ts'

const sceneOf = (run: Run) => recordedScene(run.recording, shownFromRecord(run).workers)

test('a saved run gives lanes, load and tasks as the live one did', () => {
  const run = sampleRun({ models: ['sequential', 'processes'], repeat: 1, cores: 4 })
  const scene = sceneOf(run)
  expect(scene).toMatchObject({ live: false, cores: 4 })
  expect(scene.lanes).toHaveLength(4)
  for (const { series } of scene.lanes) {
    expect(series.length).toBeGreaterThan(20)
    expect(series.share(Math.floor(series.length / 2))).toBeGreaterThan(0.9)
  }
  const rows = taskRows(scene, { sort: undefined, filter: '', mainProcesses: run.results.map(({ pid }) => pid) })
  expect(rows.map(({ name }) => name)).toEqual(['Process-2', 'Process-1', 'MainProcess', 'MainProcess'])
  expect(rows.every(({ ended }) => ended)).toBe(true)
})

test('mean load agrees with the recording', () => {
  const run = sampleRun({ repeat: 1, cores: 2 })
  const { busy } = sceneOf(run)
  run.recording.busy.forEach((shares, core) => {
    const known = shares.slice(1) as number[]
    expect(busy[core]).toBeCloseTo(known.reduce((sum, share) => sum + share, 0) / known.length)
  })
})

test('the strip of a long recording fits, from its first to its last sample', () => {
  const { history } = sceneOf(sampleRun({ repeat: 5, dropEvery: 7 }))
  expect(history.stored).toBeLessThanOrEqual(history.capacity)
  expect(history.stored).toBeGreaterThan(history.capacity * 0.9)
})
