import { parse } from 'valibot'
import { describe, expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../../contract/procedures.ts'
import { RunSchema, type FunctionRun } from '../../contract/run.ts'
import { csvRecords } from '../../testing/csv.ts'
import { sampleFunctionRun } from '../../testing/sample-function.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { withDigest } from '../digest/digest.ts'
import { verify } from '../digest/verify.ts'
import { exportRuns, type ExportFormat } from './export.ts'

const run = withDigest(sampleFunctionRun())
const text = async (format: ExportFormat, runs = [run]) =>
  new TextDecoder().decode((await exportRuns(runs, format, 'light')).bytes)

/** Pictures hold none of the data. */
const PICTURES: ReadonlySet<string> = new Set(['card-png', 'square-png'])

/** A video is drawn from the samples, as of any run. */
describe.each(EXPORT_FORMATS.filter((format) => format !== 'webm'))('%s', (format) => {
  test('of a function: a file named after it, verified', async () => {
    const { fileName, bytes } = await exportRuns([run], format, 'dark')
    expect(fileName).toMatch(/^coreglow-report-work-2026-11-22-1003-cpython-3\.13\.0[-\w]*\.\w+$/)
    expect(await verify(bytes)).toMatchObject({ result: PICTURES.has(format) ? 'nothing' : 'intact' })
  })
})

test('JSON is the run', async () => {
  expect(parse(RunSchema, JSON.parse(await text('json')))).toEqual(JSON.parse(JSON.stringify(run)))
})

describe.each(['card-svg', 'square-svg', 'html', 'pdf'] as const)('%s', (format) => {
  test.runIf(format !== 'pdf')(
    'has the advice, the controls, the strongest finding, and why a model failed',
    async () => {
      const content = await text(format)
      for (const part of [
        'work() of report.py',
        '8 items (ITEMS of report.py)',
        'Use a process pool of 2',
        'pure counting 1.90 of 2',
        'each waits for the GIL half of its time',
        'process pool',
        'SIGSEGV',
      ]) {
        expect(content).toContain(part)
      }
      expect(content).not.toMatch(/undefined|NaN/)
    },
  )
  test('is made beside another run where it holds two', async () => {
    const { bytes } = await exportRuns([run, sampleRun()], format, 'light')
    expect(bytes.length).toBeGreaterThan(1000)
  })
})

test('the report has the code, the calls, the agreement, and the lines of findings', async () => {
  const html = await text('html')
  const parts = [
    '<pre><code>from concurrent.futures import ProcessPoolExecutor',
    '__name__ == &quot;__main__&quot;',
    '<th scope="col">per item</th>',
    'All models return the same for 8 items.',
    '<code>work (report.py:12)</code>',
    "the project's .venv",
    run.function.sha256,
  ]
  expect(parts.filter((part) => !html.includes(part))).toEqual([])
  expect(html.includes('workers of 2 s')).toBe(false)
})

test('results: what only calls of a function have, empty where it is not known', async () => {
  const rows = csvRecords(await text('csv-results'))
  expect(rows[0]).toMatchObject({
    function: 'work() of report.py',
    inputs: '8',
    finding: 'gil-contention',
    trial_failed: '',
    pickled_in_bytes: '',
  })
  const pool = rows.filter(({ variant }) => variant === 'process-pool')
  expect(pool.map((row) => row['worker_idle_share'])).toEqual(['0.01', '0.02', '0.01', '0.02', '0.01', '0.02'])
  expect(pool[0]).toMatchObject({
    pickled_in_bytes: '40',
    pickled_out_bytes: '72',
    chunk: '1',
    gil_waiting_threads: '0',
  })
  expect(Number(pool[0]!['item_median_seconds'])).toBe(
    run.results.find(({ variant }) => variant === 'process-pool')!.perItemSeconds!.median,
  )
  const crashed = rows.filter(({ variant }) => variant === 'interpreters')
  expect(crashed).toMatchObject([{ failed_item: '2', gil_held_share: '', item_median_seconds: '' }])
  expect(crashed[0]!['trial_failed']).toContain('SIGSEGV')
})

test('names of files and functions do not leave the rules of file names', async () => {
  const odd = { ...run.function, file: '/home/user/a b/..ré:port.mjs', name: 'wörk' }
  const other: FunctionRun = { ...run, function: odd }
  const { fileName } = await exportRuns([other], 'json', 'light')
  expect(fileName).toMatch(/^coreglow-[\w-]+(\.[\w-]+)*\.json$/)
})
