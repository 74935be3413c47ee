import { expect, test } from 'vitest'
import { frameOwners } from '../engine/export/core-owners.ts'
import { spanOf, stripCells } from '../engine/export/card/strip.ts'
import { samples } from '../renderer/live/recording.ts'
import { createScene } from '../renderer/live/scene.ts'
import { shownFromRecord } from '../renderer/state/runs.ts'
import { sampleRun } from './sample-run.ts'

const CASES = {
  'threads that hop between two cores': { options: { workers: 4, cores: 2 }, owners: [-1, 0, 1, 2, 3] },
  'a worker on each core': { options: { workers: 4, cores: 8 }, owners: [-1, 0, 1, 2, 3] },
  'workers that wait': { options: { experiment: 'io-wait', workers: 3, cores: 2 }, owners: [-1] },
} as const

test.each(Object.entries(CASES))(
  'the screen, the card and the video say the same of who has a core: %s',
  (_, { options, owners }) => {
    const run = sampleRun({ ...options, repeat: 2, seconds: 1 })
    const { tNs, busy, tasks } = run.recording
    const tickNs = tNs[1]! - tNs[0]!
    // A column of the strip for each sample.
    const columns = Math.ceil((tNs.at(-1)! - tNs[0]!) / tickNs) + 2
    const scene = createScene({ live: true, cores: busy.length, columnNs: tickNs, columns, lanesOf: 'workers' })
    scene.setTasks(tasks, true)
    scene.setWorkers(shownFromRecord(run).workers)
    for (const sample of samples(run.recording)) scene.observe(sample)

    const byFrame = frameOwners(run)
    const onScreen = tNs.map((ns) => busy.map((__, core) => scene.history.cell(Math.floor(ns / tickNs), core).first))
    const inVideo = tNs.map((__, frame) => busy.map((___, core) => byFrame[frame]!.get(core) ?? -1))
    expect(onScreen.slice(1)).toEqual(inVideo.slice(1))
    expect([...new Set(inVideo.flat())].toSorted((a, b) => a - b)).toEqual(owners)

    const span = { fromNs: tNs[0]!, toNs: tNs.at(-1)! }
    expect(spanOf(run)!.fromNs).toBeGreaterThan(span.fromNs)
    for (const { row, column, worker = -1 } of stripCells(run, span, tNs.length - 1, 1)) {
      expect([column, row, worker]).toEqual([column, row, inVideo[column + 1]![row]])
    }
  },
)
