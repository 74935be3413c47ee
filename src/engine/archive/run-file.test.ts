import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { readFileSync } from 'node:fs'
import { traitsOf } from '../../testing/sample-models.ts'
import { SCHEMA_VERSION } from '../../contract/observation.ts'
import { isRun } from '../../contract/saved-record.ts'
import { asRun } from '../../testing/as-run.ts'
import { sampleProgram } from '../../testing/sample-program.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { withDigest } from '../digest/digest.ts'
import { decodeHeader, decodeRun, decodeRuns, encodeRun } from './run-file.ts'

const run = sampleRun({ repeat: 1, seconds: 0.2 })
const bytes = await encodeRun(run)
const plain = gunzipSync(bytes).toString('utf8')

test('what was written is read, and is JSON for any other reader', async () => {
  expect(await decodeRun(bytes)).toEqual(run)
  expect(JSON.parse(plain)).toEqual(run)
})

test('the first line is enough for a list', async () => {
  expect(plain.indexOf('\n')).toBeLessThan(plain.length / 3)
  expect(await decodeHeader(bytes)).toMatchObject({ id: run.id, title: run.title, verdict: run.verdict })
})

test.each([
  ['no JSON', 'hello', /invalid JSON/],
  ['another thing', '{"schemaVersion":1}', /Not a run file: id/],
  ['a format that never was', '{"schemaVersion":0,"kind":"run"}', /Not a run file: schemaVersion/],
  ['null', 'null', /Not a run file/],
  [
    'a newer format',
    JSON.stringify({ ...run, schemaVersion: SCHEMA_VERSION + 1 }),
    new RegExp(`newer Coreglow \\(format ${SCHEMA_VERSION + 1}; this version reads up to ${SCHEMA_VERSION}\\)`),
  ],
])('%s is named', async (_, text, message) => {
  await expect(decodeRun(gzipSync(text))).rejects.toThrow(message)
  await expect(decodeHeader(gzipSync(text))).rejects.toThrow(message)
})

test('a file of format 2 is read: its keys have the names of today', async () => {
  const old = readFileSync(new URL('fixtures/run-v2.json.gz', import.meta.url))
  const { plan, runtime, results, summary, calibrations, measurements } = asRun(await decodeRun(old))
  expect(plan.variants.map(({ kind, baseline }) => [kind, baseline])).toEqual([
    ['sequential', true],
    ['thread', undefined],
    ['process', undefined],
  ])
  expect(summary.map(({ kind, baseline }) => [kind, baseline])).toEqual(
    plan.variants.map(({ kind, baseline }) => [kind, baseline]),
  )
  expect(runtime.models.find(({ id }) => id === 'asyncio')?.kind).toBe('coroutine')
  expect(measurements[0]!.points.map(({ kind }) => kind)).toEqual(['sequential', 'thread', 'process'])
  expect(results.map(({ variant }) => variant)).toEqual(['sequential', 'threads', 'processes'])
  for (const { workers, workerStartSeconds, interpreterStartSeconds } of results) {
    expect(workerStartSeconds).toBeGreaterThan(0)
    expect(interpreterStartSeconds).toBeGreaterThan(0)
    for (const { requestedNs, startNs } of workers) expect(startNs).toBeGreaterThan(requestedNs)
  }
  for (const { workerStartMedian } of summary) expect(workerStartMedian).toBeGreaterThan(0)
  expect(calibrations[0]!.workUnits).toBeGreaterThan(0)
  expect(await decodeRuns(old)).toHaveLength(1) // its SHA-256 is that of the data as they were
})

test('a file of format 4 is read as it is', async () => {
  const [run4, program4] = ['run-v4', 'program-v4'].map((name) =>
    readFileSync(new URL(`fixtures/${name}.json.gz`, import.meta.url)),
  )
  expect(await decodeRun(run4!)).toEqual(sampleRun())
  expect(await decodeRun(program4!)).toEqual(sampleProgram())
  expect(await decodeHeader(program4!)).toMatchObject({ kind: 'program', schemaVersion: SCHEMA_VERSION })
})

test('a file of format 3 is read: a run as it was, an observation as that of a program', async () => {
  const [run3, observation] = ['run-v3', 'observation-v3'].map((name) =>
    readFileSync(new URL(`fixtures/${name}.json.gz`, import.meta.url)),
  )
  expect(await decodeRun(run3!)).toEqual(sampleRun())
  const record = await decodeRun(observation!)
  if (isRun(record)) throw new Error('it is a run')
  const { program, wallSeconds, cpuSeconds, processes, threads, activity, diagnosis, recording } = record
  expect(program).toMatchObject({ name: 'python3.13', pid: 4100, attached: true, exitCode: null })
  expect(wallSeconds).toBeCloseTo((recording.tNs.at(-1)! - recording.tNs[0]!) / 1e9)
  expect(cpuSeconds).toBeGreaterThan(1)
  expect(processes.every(({ readBytes }) => typeof readBytes === 'object')).toBe(true)
  expect(threads.length).toBeGreaterThan(1)
  expect(threads.every(({ states, missing }) => states.unknown === 1 && missing !== undefined)).toBe(true)
  expect(activity).toMatchObject({ windows: [], missing: 'not recorded before format 4' })
  expect(diagnosis.findings).toMatchObject([{ id: 'unclear' }])
  const { environments } = record
  expect(await decodeHeader(observation!)).toMatchObject({
    kind: 'program',
    program,
    wallSeconds,
    diagnosis,
    environments,
  })
  expect(await decodeRuns(observation!)).toHaveLength(1)
})

test('a file of format 1 is read: each model is a variant', async () => {
  const old = readFileSync(new URL('fixtures/run-v1.json.gz', import.meta.url))
  const { plan, results, summary, calibrations, ...rest } = asRun(await decodeRun(old))
  expect(rest).toMatchObject({ schemaVersion: SCHEMA_VERSION, measurements: [], figures: [] })
  expect(plan.variants.map(({ id }) => id)).toEqual(plan.models)
  for (const variant of plan.variants) {
    const { id, label, model, workers } = variant
    expect({ id, label, model, workers }).toEqual({ id: model, label: model, model, workers: plan.workers })
    expect(variant).toMatchObject(traitsOf(model))
  }
  expect(results.map((result) => result.variant)).toEqual(results.map((result) => result.model))
  expect(summary.map((row) => row.variant)).toEqual(plan.models)
  expect(calibrations).toMatchObject([{ params: {} }])
  expect(await decodeHeader(old)).toMatchObject({ id: rest.id, schemaVersion: SCHEMA_VERSION })
})

test('a seal is of the data as it was: what is migrated has none', async () => {
  const old = gunzipSync(readFileSync(new URL('fixtures/run-v1.json.gz', import.meta.url))).toString('utf8')
  const digested = JSON.stringify(withDigest(JSON.parse(old)))
  expect((await decodeRuns(Buffer.from(digested)))[0]).not.toHaveProperty('sha256')
  await expect(decodeRuns(Buffer.from(digested.replace('"repeat":1', '"repeat":2')))).rejects.toThrow(/does not match/)
})
