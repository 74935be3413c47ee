import { parse } from 'valibot'
import { describe, expect, test } from 'vitest'
import { EXPORT_FORMATS } from '../../contract/procedures.ts'
import { ProgramRecordSchema } from '../../contract/program.ts'
import { csvRecords } from '../../testing/csv.ts'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { withDigest } from '../digest/digest.ts'
import { verify } from '../digest/verify.ts'
import { cpuSecondsOf } from '../observation/task-use.ts'
import { coreSlices, watchedTasks } from './core-owners.ts'
import { exportRuns, type ExportFormat } from './export.ts'
import type { TraceEvent } from './trace.ts'

const observation = withDigest(sampleProgram())
const text = async (format: ExportFormat) =>
  new TextDecoder().decode((await exportRuns([observation], format, 'light')).bytes)

/** Pictures hold none of the data. */
const PICTURES: ReadonlySet<string> = new Set(['card-png', 'square-png', 'webm'])

describe.each(EXPORT_FORMATS)('%s', (format) => {
  test('of an observation without a plan: a file with a name, verified', async () => {
    const { fileName, bytes } = await exportRuns([observation], format, 'dark')
    expect(fileName).toMatch(/^coreglow-program-2026-11-22-1003-python3\.13[-\w]*\.\w+$/)
    expect(await verify(bytes)).toMatchObject({ result: PICTURES.has(format) ? 'nothing' : 'intact' })
  })
})

test('JSON is the observation', async () => {
  expect(parse(ProgramRecordSchema, JSON.parse(await text('json')))).toEqual(observation)
})

test.each(['card-svg', 'square-svg', 'html'] as const)(
  '%s has the title, what was watched, the tasks and the cores',
  async (format) => {
    const content = await text(format)
    for (const part of [
      'My server',
      `python3.13 ${observation.program.pid}`,
      'of CPU time in',
      'Thread-2',
      'AMD Ryzen 7',
    ]) {
      expect(content).toContain(part)
    }
    expect(content).toContain(format === 'html' ? 'Who used the cores' : 'Cores used:')
    expect(content).toContain('Cores and tasks over time')
    expect(content).not.toContain('undefined')
  },
)

test('the card says how much CPU time the processes used', async () => {
  const seconds = cpuSecondsOf(observation.recording)
  expect(seconds).toBeGreaterThan(1)
  expect(await text('card-svg')).toContain(`used ${seconds.toFixed(2)}`)
})

test('samples are rows of cores and tasks; results and spans have one row that names the observation', async () => {
  const samples = csvRecords(await text('csv-samples'))
  expect(samples.filter(({ kind }) => kind === 'task')).toHaveLength(observation.recording.rows.task.length)
  expect(samples.every(({ variant, worker_index: worker }) => variant === '' && worker === '')).toBe(true)
  for (const format of ['csv-results', 'csv-spans'] as const) {
    const rows = csvRecords(await text(format))
    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ run_id: observation.id, run_sha256: observation.sha256 })
  }
})

test('the trace has a thread for each task, with its states nested in its life, and each core has its tasks', async () => {
  const { traceEvents, otherData } = JSON.parse(await text('trace')) as {
    readonly traceEvents: readonly TraceEvent[]
    readonly otherData: object
  }
  expect(otherData).toMatchObject({ run: observation.id, program: expect.stringContaining('python3.13') })
  const slices = traceEvents.filter(({ ph }) => ph === 'X')
  for (const { pid, tid, name } of watchedTasks(observation.recording)) {
    const track = slices.filter((slice) => slice.pid === pid && slice.tid === tid)
    const life = track.find((slice) => slice.name === name)
    if (life === undefined) continue // no sample has it
    const states = track.filter((slice) => slice !== life)
    for (const { ts = NaN, dur = NaN } of states) {
      expect(ts).toBeGreaterThanOrEqual(life.ts! - 0.001)
      expect(ts + dur).toBeLessThanOrEqual(life.ts! + life.dur! + 0.001)
    }
  }
  expect(slices.filter(({ name }) => name === 'running').length).toBeGreaterThan(3)
  const onCores = [...coreSlices(observation)]
  expect(new Set(onCores.map(({ name }) => name)).size).toBeGreaterThan(2)
  expect(traceEvents.some(({ ph, name }) => ph === 'C' && name === 'busy %')).toBe(true)
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
