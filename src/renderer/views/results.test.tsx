import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { shownFromRecord } from '../state/runs.ts'
import { sampleExperiment, show } from '../testing.tsx'
import { Results } from './results.tsx'

const run = sampleRun({ repeat: 3, models: ['sequential', 'threads'] })
const experiment = sampleExperiment(run.experiment)
const state = {
  catalog: { experiments: [experiment], suites: [], glossary: [], previews: {} },
  selected: run.experiment,
}
const rows = () => screen.getAllByRole('row').slice(1)
const cells = (row: HTMLElement) =>
  within(row)
    .queryAllByRole('cell')
    .map((cell) => cell.textContent)

test('before a run every model that would run has a row without numbers', () => {
  show(<Results shown={[]} />, { state })
  expect(rows().map((row) => within(row).getByRole('rowheader').textContent?.trim())).toEqual(['sequential', 'threads'])
  for (const row of rows()) expect(new Set(cells(row))).toEqual(new Set(['–']))
})

test('after it the medians and speed-ups are those of the record', () => {
  show(<Results shown={[shownFromRecord(run)]} />, { state })
  rows().forEach((row, i) => {
    const [wall, speedup] = cells(row)
    const { median, speedup: factor } = run.summary[i]!
    expect(Number.parseFloat(wall!)).toBeCloseTo(median ?? Number.NaN, 1)
    expect(Number.parseFloat(speedup!)).toBeCloseTo(factor ?? Number.NaN, 1)
  })
})

test('a worker is named with its ids, so that it can be found in the task table', () => {
  show(<Results shown={[shownFromRecord(run)]} />, { state })
  const threads = rows()[1]!.textContent
  const worker = run.results.findLast(({ variant }) => variant === 'threads')!.workers[0]!
  expect(threads).toContain('Thread-1')
  expect(threads).toContain(String(worker.tid))
})

test('a model without a result says why', () => {
  const summary = run.summary.map((entry, i) => (i === 1 ? { ...entry, missing: 'It was not reached.' } : entry))
  show(<Results shown={[shownFromRecord({ ...run, summary })]} />, { state })
  expect(screen.getByText('It was not reached.')).toBeTruthy()
})
