import { expect, test } from 'vitest'
import { frameOwners } from '../engine/export/core-owners.ts'
import { spanOf, stripCells } from '../engine/export/card/strip.ts'
import { samples } from '../renderer/live/recording.ts'
import { createScene } from '../renderer/live/scene.ts'
import { shownFromRecord } from '../renderer/state/runs.ts'
import { sampleRun } from './sample-run.ts'

const CASES = {
  'threads that hop between two cores': { workers: 4, cores: 2 },
  'a worker on each core': { workers: 4, cores: 8 },
  'workers that wait': { experiment: 'io-wait', workers: 3, cores: 2 },
} as const

test.each(Object.entries(CASES))(
  'the screen, the card and the video say the same of who has a core: %s',
  (_, options) => {
    const run = sampleRun({ ...options, repeat: 2, seconds: 1 })
    const { tNs, busy, tasks } = run.recording
    const tickNs = tNs[1]! - tNs[0]!
    // A column of the strip for each sample.
    const columns = Math.ceil((tNs.at(-1)! - tNs[0]!) / tickNs) + 2
    const scene = createScene({ live: true, cores: busy.length, columnNs: tickNs, columns, lanesOf: 'workers' })
    scene.setTasks(tasks, true)
    scene.setWorkers(shownFromRecord(run).workers)
    for (const sample of samples(run)) scene.observe(sample)

    const owners = frameOwners(run)
    const onScreen = tNs.map((ns) => busy.map((__, core) => scene.history.cell(Math.floor(ns / tickNs), core).first))
    const inVideo = tNs.map((__, frame) => busy.map((___, core) => owners[frame]!.get(core) ?? -1))
    expect(onScreen.slice(1)).toEqual(inVideo.slice(1))
    const found = new Set(inVideo.flat())
    if (!('experiment' in options))
      for (let worker = 0; worker < options.workers; worker++) expect(found).toContain(worker)

    const span = { fromNs: tNs[0]!, toNs: tNs.at(-1)! }
    expect(spanOf(run.results)!.fromNs).toBeGreaterThan(span.fromNs)
    for (const { row, column, worker = -1 } of stripCells(run, span, tNs.length - 1, 1)) {
      expect([column, row, worker]).toEqual([column, row, inVideo[column + 1]![row]])
    }
  },
)
