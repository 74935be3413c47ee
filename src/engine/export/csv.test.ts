import { readFileSync } from 'node:fs'
import { assert, array, property, string } from 'fast-check'
import { expect, test } from 'vitest'
import { csvLines, csvRecords } from '../../testing/csv.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import type { Run } from '../../contract/run.ts'
import { withDigest } from '../digest/digest.ts'
import { verify } from '../digest/verify.ts'
import { toCsv } from './csv.ts'
import { csvResults } from './csv-results.ts'
import { csvSamples } from './csv-samples.ts'
import { csvSpans } from './csv-spans.ts'

const column = (name: string) => ({ [name]: (row: string) => row })

test('any text comes back as it was, but for a quote before what would be a formula', () => {
  assert(
    property(array(string({ unit: 'binary' }), { minLength: 1 }), (rows) => {
      const back = csvLines(toCsv(column('text'), rows)).slice(1, -1)
      expect(back).toEqual(rows.map((text) => [/^[=+\-@\t\r]/.test(text) ? `'${text}` : text]))
    }),
  )
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('%j cannot run in a spreadsheet', (text) => {
  expect(csvLines(toCsv(column('name'), [text]))[1]).toEqual([`'${text}`])
})

test('numbers keep every digit, missing is empty, and nothing is 0 for unknown', () => {
  const cells = {
    a: () => -1.5,
    b: () => 7_123_456_789_012_345,
    c: () => undefined,
    d: () => null,
    e: () => Number.NaN,
    f: () => false,
  }
  expect(csvLines(toCsv(cells, [0]))[1]).toEqual(['-1.5', '7123456789012345', '', '', '', 'false'])
})

test('results: a row a worker and trial, with what is needed to tell runs apart', () => {
  const run = sampleRun({ workers: 3, noise: ['Steal time, "12 %".'] })
  const rows = csvRecords(csvResults([run, sampleRun({ experiment: 'io-wait' })]))
  expect(rows).toHaveLength(3 * 3 * 3 + 4 * 3 * 2)
  const trial = run.results[1]!
  const row = rows.find((candidate) => candidate['model'] === 'threads' && candidate['worker_index'] === '2')!
  expect(Number(row['wall_seconds'])).toBe(trial.wallSeconds)
  expect(Number(row['worker_start_ns'])).toBe(trial.workers[2]!.startNs)
  expect(row).toMatchObject({
    noisy: 'true',
    noise: 'Steal time, "12 %".',
    runtime_version: '3.13.0',
    gil_enabled: 'true',
    cores: '8',
    created_at: run.createdAt,
    worker_name: 'MainProcess/Thread-3',
  })
})

test('results: a trial without workers keeps its row', () => {
  const run = sampleRun({
    change: (original) => ({
      ...original,
      results: original.results.map((result) => Object.assign(result, { workers: [] })),
    }),
  })
  const rows = csvRecords(csvResults([run]))
  expect(rows).toHaveLength(9)
  expect(rows[0]).toMatchObject({ worker_pid: '', model: 'sequential' })
})

test.each(Object.entries({ csvResults, csvSpans }))(
  '%s: a run without rows has one that says which run it is, and is sealed',
  async (_, toText) => {
    const change = (run: Run) => ({ ...run, results: [], summary: [] })
    const empty = withDigest(sampleRun({ status: 'failed', change }))
    const [first, second] = csvRecords(toText([empty, sampleRun()]))
    const nothing = { variant: '', worker_index: '' }
    expect(first).toMatchObject({ run_id: empty.id, run_sha256: empty.sha256, ...nothing })
    expect(second).not.toMatchObject(nothing)
    expect(await verify(new TextEncoder().encode(toText([empty])))).toMatchObject({ result: 'intact' })
  },
)

test('samples: a row a core and a row a task for every frame, after one that names machine, versions, date and noise', () => {
  const run = sampleRun({ cores: 3 })
  const { tNs, rows, busy } = run.recording
  const samples = csvRecords(csvSamples([run]))
  const samplesOf = (kind: string) => samples.filter((sample) => sample['kind'] === kind)
  expect(samplesOf('core')).toHaveLength(3 * tNs.length)
  expect(samplesOf('task')).toHaveLength(rows.frame.length)
  expect(samplesOf('run').map((sample) => sample['name'])).toEqual([
    expect.stringMatching(/Ryzen.*CPython 3\.13\.0 \(GIL on\).*2026-11-22.*not noisy/),
  ])
  const later = samplesOf('core').find((sample) => sample['t_ns'] === String(tNs[5]) && sample['core'] === '2')!
  expect(Number(later['busy_share'])).toBe(busy[2]![5])
  expect(samplesOf('core')[0]!['busy_share']).toBe('')
})

test('samples: a task row says which worker of which trial it was', () => {
  const run = sampleRun()
  const rows = csvRecords(csvSamples([run])).filter(
    (sample) => sample['kind'] === 'task' && sample['model'] === 'processes',
  )
  expect(new Set(rows.map((row) => row['worker_index']))).toEqual(new Set(['0', '1']))
  expect(rows[0]).toMatchObject({ name: 'Process-1/MainThread', repeat: '1', task_kind: 'process', role: 'run' })
})

test.each(Object.entries({ csvResults, csvSamples, csvSpans }))(
  'docs/exports.md has every column of %s',
  (_, toText) => {
    const page = readFileSync(new URL('../../../docs/exports.md', import.meta.url), 'utf8')
    const [names = []] = csvLines(toText([sampleRun()]))
    expect(names.at(-1)).toBe('file_sha256')
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  },
)

test("spans: a row each time that a worker was on, in ns of the run's clock", () => {
  const run = sampleRun()
  const rows = csvRecords(csvSpans([run, run]))
  const workers = run.results.flatMap((trial) => trial.workers)
  expect(rows).toHaveLength(workers.reduce((sum, { running = [] }) => sum + running.length, 0))
  const { startNs, running, tid, gil } = run.results[1]!.workers[1]!
  const first = rows.find((row) => row['worker_tid'] === String(tid))
  expect(first).toMatchObject({
    start_ns: String(startNs + running![0]!),
    end_ns: String(startNs + running![1]!),
    gil,
  })
})
