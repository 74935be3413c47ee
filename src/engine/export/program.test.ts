import { numberIfKnown } from '../../contract/known.ts'
import { parse } from 'valibot'
import { describe, expect, test } from 'vitest'
import { activityGroupColor } from '../../contract/activity-palette.ts'
import { EXPORT_FORMATS } from '../../contract/procedures.ts'
import { ProgramRecordSchema } from '../../contract/program.ts'
import { csvRecords } from '../../testing/csv.ts'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { withDigest } from '../digest/digest.ts'
import { verify } from '../digest/verify.ts'
import { coreSlices, watchedTasks } from './core-owners.ts'
import { exportRuns, type ExportFormat } from './export.ts'
import type { TraceEvent } from './trace.ts'

const observation = withDigest(sampleProgram())
const text = async (format: ExportFormat) =>
  new TextDecoder().decode((await exportRuns([observation], format, 'light')).bytes)

/** Pictures hold none of the data. */
const PICTURES: ReadonlySet<string> = new Set(['card-png', 'square-png', 'webm'])

describe.each(EXPORT_FORMATS)('%s', (format) => {
  test('of a program: a file with a name, verified', async () => {
    const { fileName, bytes } = await exportRuns([observation], format, 'dark')
    expect(fileName).toMatch(/^coreglow-program-2026-11-22-1003-python3\.13[-\w]*\.\w+$/)
    expect(await verify(bytes)).toMatchObject({ result: PICTURES.has(format) ? 'nothing' : 'intact' })
  })
})

test('JSON is the observation', async () => {
  expect(parse(ProgramRecordSchema, JSON.parse(await text('json')))).toEqual(observation)
})

test.each(['card-svg', 'square-svg', 'html'] as const)(
  '%s has the diagnosis with its line and what to do, the threads, and the cores',
  async (format) => {
    const content = await text(format)
    for (const part of [
      'My server',
      `python3.13 ${observation.program.pid}`,
      'of CPU time in',
      'each waits for the GIL half of its time',
      'work (server.py:12)',
      'Use processes for work in pure Python.',
      'waits for the GIL 50',
      'Thread-2',
      'AMD Ryzen 7',
    ]) {
      expect(content).toContain(part)
    }
    expect(content).toContain(format === 'html' ? 'Who used the cores' : 'Cores used:')
    expect(content).toContain('Cores and threads over time')
    expect(content).toContain(activityGroupColor('gil', 'light'))
    expect(content).not.toContain('undefined')
  },
)

test('the card says how much CPU time the program used, and that a thread is not known where it is not', async () => {
  expect(await text('card-svg')).toContain(`used ${numberIfKnown(observation.cpuSeconds)!.toFixed(2)}`)
  const [thread, ...others] = observation.threads
  const threads = [{ ...thread!, states: { unknown: 1 }, missing: 'another user’s process' }, ...others]
  const { bytes } = await exportRuns([{ ...observation, threads }], 'card-svg', 'light')
  expect(new TextDecoder().decode(bytes)).toContain('unknown 100\u202f%; another user’s process')
})

test('without states of threads the lanes are tasks, as samples found them', async () => {
  const activity = { threads: [], gils: [], windows: [], missing: 'only Linux' }
  const { bytes } = await exportRuns([{ ...observation, activity }], 'card-svg', 'light')
  const content = new TextDecoder().decode(bytes)
  expect(content).toContain('Cores and tasks over time')
  expect(content).not.toContain('state-gil')
})

test('samples are rows of cores and tasks, results of threads, spans of what threads did and how the GIL was used', async () => {
  const samples = csvRecords(await text('csv-samples'))
  expect(samples.filter(({ kind }) => kind === 'task')).toHaveLength(observation.recording.rows.task.length)
  expect(samples.every(({ variant, worker_index: worker }) => variant === '' && worker === '')).toBe(true)

  const results = csvRecords(await text('csv-results'))
  expect(results.map((row) => row['worker_tid'])).toEqual(observation.threads.map(({ tid }) => String(tid)))
  expect(results[0]).toMatchObject({ run_id: observation.id, finding: 'gil-contention', exit_code: '', noisy: 'false' })
  expect(Number(results[0]!['wall_seconds'])).toBe(observation.wallSeconds)

  const spans = csvRecords(await text('csv-spans'))
  const { windows } = observation.activity
  const threadNs = windows.flatMap(({ rows }) => rows.ns).reduce((sum, ns) => sum + ns, 0)
  const sumOf = (rows: readonly Record<string, string>[]) => rows.reduce((sum, row) => sum + Number(row['state_ns']), 0)
  expect(sumOf(spans.filter((row) => row['worker_tid'] !== ''))).toBe(threadNs)
  const held = windows.flatMap(({ gils }) => gils).reduce((sum, { heldNs }) => sum + heldNs, 0)
  expect(sumOf(spans.filter((row) => row['state'] === 'held'))).toBe(held)
  expect(spans[0]).toMatchObject({ run_id: observation.id, run_sha256: observation.sha256 })
})

test('a program without threads and states has one row that names it', async () => {
  const bare = { ...observation, threads: [], activity: { threads: [], gils: [], windows: [] } }
  for (const format of ['csv-results', 'csv-spans'] as const) {
    const { bytes } = await exportRuns([bare], format, 'light')
    const rows = csvRecords(new TextDecoder().decode(bytes))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ run_id: observation.id })
  }
})

async function traceOf(record: typeof observation) {
  const { bytes } = await exportRuns([record], 'trace', 'light')
  return JSON.parse(new TextDecoder().decode(bytes)) as {
    readonly traceEvents: readonly TraceEvent[]
    readonly otherData: object
  }
}

test('the trace has what each thread did, one state after the other, the use of the GIL, and the cores', async () => {
  const { traceEvents, otherData } = await traceOf(observation)
  expect(otherData).toMatchObject({ run: observation.id, program: expect.stringContaining('python3.13') })
  const slices = traceEvents.filter(({ ph }) => ph === 'X')
  for (const { pid, tid } of observation.threads) {
    const track = slices.filter((slice) => slice.pid === pid && slice.tid === tid)
    expect(new Set(track.map(({ name }) => name))).toEqual(new Set(['runs Python']))
    for (const [index, { ts = NaN }] of track.slice(1).entries()) {
      expect(ts).toBeGreaterThanOrEqual(track[index]!.ts! + track[index]!.dur! - 0.001)
    }
  }
  const gil = traceEvents.filter(({ ph, name }) => ph === 'C' && name === 'GIL')
  expect(gil).toHaveLength(observation.activity.windows.length)
  expect(gil.some(({ args }) => args?.['held %'] === 100)).toBe(true)
  const onCores = [...coreSlices(observation)]
  expect(new Set(onCores.map(({ name }) => name)).size).toBeGreaterThan(2)
  expect(traceEvents.some(({ ph, name }) => ph === 'C' && name === 'busy %')).toBe(true)
})

test('without states of its own, a task has the states in which samples found it, nested in its life', async () => {
  const { traceEvents } = await traceOf({ ...observation, activity: { threads: [], gils: [], windows: [] } })
  const slices = traceEvents.filter(({ ph }) => ph === 'X')
  for (const { pid, tid, name } of watchedTasks(observation.recording)) {
    const track = slices.filter((slice) => slice.pid === pid && slice.tid === tid)
    const life = track.find((slice) => slice.name === name)
    if (life === undefined) continue // no sample has it
    for (const { ts = NaN, dur = NaN } of track.filter((slice) => slice !== life)) {
      expect(ts).toBeGreaterThanOrEqual(life.ts! - 0.001)
      expect(ts + dur).toBeLessThanOrEqual(life.ts! + life.dur! + 0.001)
    }
  }
  expect(slices.filter(({ name }) => name === 'running').length).toBeGreaterThan(3)
})

test('a card of an observation and a run says that it cannot be', async () => {
  await expect(exportRuns([observation, sampleRun()], 'card-png', 'light')).rejects.toMatchObject({
    code: 'bad-params',
    message: 'A card of a program that was watched holds nothing else: export it alone.',
  })
})

test('a report holds runs and observations', async () => {
  const { bytes } = await exportRuns([observation, sampleRun()], 'html', 'light')
  const content = new TextDecoder().decode(bytes)
  expect(content).toContain('<h2>My server</h2>')
  expect(content).toContain('<h2>Two tasks that count down to zero</h2>')
})
