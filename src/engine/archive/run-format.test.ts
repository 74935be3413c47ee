import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toJsonSchema } from '@valibot/to-json-schema'
import { expect, onTestFinished, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import { IdSchema, ModelSchema, RuntimeSchema, SettingsSchema } from '../../contract/experiment.ts'
import {
  ChartSchema,
  GraphSchema,
  GridSchema,
  LanesSchema,
  MeasurementSchema,
  PointSchema,
} from '../../contract/figure.ts'
import { DiagnosisSchema, FindingSchema, PlaceSchema } from '../../contract/finding.ts'
import * as observation from '../../contract/observation.ts'
import * as watched from '../../contract/program.ts'
import * as run from '../../contract/run.ts'
import { SavedRecordSchema } from '../../contract/saved-record.ts'
import { withDigest } from '../digest/digest.ts'
import { encodeRun } from './run-file.ts'

const DEFINITIONS = {
  id: IdSchema,
  settings: SettingsSchema,
  values: run.ValuesSchema,
  plan: run.RunPlanSchema,
  variant: run.VariantSchema,
  runtime: RuntimeSchema,
  model: ModelSchema,
  environment: observation.EnvironmentSchema,
  trial: run.TrialResultSchema,
  worker: run.WorkerResultSchema,
  summary: run.ModelSummarySchema,
  measurement: MeasurementSchema,
  point: PointSchema,
  chart: ChartSchema,
  lanes: LanesSchema,
  graph: GraphSchema,
  grid: GridSchema,
  verdict: run.VerdictSchema,
  monitor: observation.MonitorReportSchema,
  recording: observation.RecordingSchema,
  task: observation.RecordedTaskSchema,
  clock: observation.ClockSchema,
  exit: observation.ExitSchema,
  run: run.RunSchema,
  program: watched.ProgramRecordSchema,
  activity: watched.ActivityRecordSchema,
  process: watched.ProcessSummarySchema,
  thread: watched.ThreadSummarySchema,
  interpreter: watched.InterpreterSummarySchema,
  diagnosis: DiagnosisSchema,
  finding: FindingSchema,
  place: PlaceSchema,
}

const title = `A run of Coreglow, or the observation of a program, format ${observation.SCHEMA_VERSION}`
const description =
  'What a run file holds, and what "run --json" and the export "json" write. docs/run-format.md says what the fields mean.'
const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title,
  description,
  ...toJsonSchema(SavedRecordSchema, { target: 'draft-2020-12', definitions: DEFINITIONS }),
}
const docs = new URL('../../../docs/', import.meta.url)
const page = readFileSync(new URL('run-format.md', docs), 'utf8')

test('the published schema is that of the code (vitest -u writes it anew)', async () => {
  const text = `${JSON.stringify(schema, undefined, 2)}\n`
  await expect(text).toMatchFileSnapshot(fileURLToPath(new URL('run.schema.json', docs)))
})

test('docs/run-format.md has every field', () => {
  expect([...namesIn(schema)].filter((name) => !page.includes(`\`${name}\``))).toEqual([])
})

/** Names of all properties, however deep. */
function namesIn(value: unknown): ReadonlySet<string> {
  const names = new Set<string>()
  JSON.stringify(value, (key, part: unknown) => {
    if (key === 'properties') for (const name of Object.keys(part as object)) names.add(name)
    return part
  })
  return names
}

/** What writers of JSON spell in different ways. */
const VALUES = {
  '\u{1f600}': 1e-7,
  '\uffff': 1e21,
  é: -0,
  text: '\u007f\u2028\n"\\/\u0001',
  lists: [1.5, 123456789012345680000, 0.1],
}

test('the Python on the page finds a file intact, and a changed one changed', async ({ skip }) => {
  const found = spawnSync('python3', ['--version'])
  skip(found.error !== undefined, 'there is no python3 in PATH')
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-format-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [, program = ''] = /```python\n(.*?)```/s.exec(page) ?? []
  const results = sampleRun().results.map((trial) => Object.assign(trial, { values: VALUES }))
  const digested = withDigest(sampleRun({ change: (original) => ({ ...original, results }) }))
  for (const [record, answer] of [
    [digested, 'intact'],
    [{ ...digested, title: 'x' }, 'changed'],
  ] as const) {
    const file = join(folder, 'run.json.gz')
    writeFileSync(file, await encodeRun(record))
    expect(execFileSync('python3', ['-c', program, file], { encoding: 'utf8' }).trim()).toBe(`${record.id} ${answer}`)
  }
})
