import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { expect, onTestFinished, test } from 'vitest'
import { ProgramRecordSchema } from '../../contract/program.ts'
import { isFunctionRun, RunSchema, type Run } from '../../contract/run.ts'
import { asRun } from '../../testing/as-run.ts'
import { sampleFunctionRun } from '../../testing/sample-function.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import { createArchive } from '../archive/archive.ts'
import { newRunId } from '../archive/run-id.ts'
import { EXPERIMENTS } from '../experiments/index.ts'
import { ownIdentity, type ProcessIdentity } from '../host/process-identity.ts'
import { openDiskLog } from '../observation/record-log.ts'
import { createRecorder } from '../observation/recorder.ts'
import type { ProgramStart } from '../programs/program-log.ts'
import { recoverRuns } from './recover.ts'
import { note, type RunStart } from './run-log.ts'
import { frame, task } from './testing.ts'

const S = 1e9
const identity = ownIdentity()
/** A Coreglow that is no more. */
const gone: ProcessIdentity = { ...identity, boot: 'the boot before' }

function place() {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-recover-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const archive = createArchive(folder)
  const recover = () => recoverRuns({ archive, experiments: EXPERIMENTS })
  return { archive, recover, files: () => readdirSync(archive.folder) }
}

/** A run as it is on disk when its Coreglow was killed after the trials that are there. */
async function interrupted(
  folder: string,
  change: Partial<RunStart> = {},
  trials = 2,
  run: Run = sampleRun({ repeat: 1 }),
): Promise<Run & { path: string }> {
  const id = newRunId(run.experiment, new Date())
  const path = join(folder, `${id}.partial`)
  const log = await openDiskLog(path, (sentence) => expect.unreachable(sentence))
  const { createdAt, title, plan, runtime, environments } = run
  const [{ load: _load, otherLoad: _other, steal: _steal, startMethod: _method, ...environment }] = environments
  note(log, { type: 'run', writer: gone, id, createdAt, title, plan, runtime, environment, trials: 3, ...change })
  const recorder = createRecorder(log)
  recorder.listener.onTasks?.(
    [task(0, { kind: 'process', tid: 100 }), task(1, { kind: 'process', tid: 7, pid: 7, role: 'app' })],
    1,
    true,
  )
  for (let i = 0; i < 40; i++) {
    const rows = [
      { index: 0, cpuNs: i * 4e7 },
      { index: 1, cpuNs: 3 * S + i * 1e6 },
    ]
    recorder.listener.onFrame?.(frame((i * S) / 20, rows, { busyNs: i * 3e7 }))
  }
  recorder.assign({ variant: 'threads', repeat: 1, index: 0, pid: 100, tid: 100, startNs: 0, endNs: S })
  for (const result of run.results.slice(0, trials)) note(log, { type: 'trial', result })
  for (const clock of run.clocks) note(log, { type: 'clock', clock })
  note(log, { type: 'start-method', name: 'fork' })
  await log.close()
  return { ...run, id, path }
}

test('an interrupted run is a record of its own status, with its trials, summary, verdict and recording', async () => {
  const { archive, recover, files } = place()
  const { id, results } = await interrupted(archive.folder)
  expect(await recover()).toEqual([])
  expect(files()).toEqual([`${id}.json.gz`])
  const run = asRun(await archive.read(id))
  expect(v.is(RunSchema, run)).toBe(true)
  expect(run).toMatchObject({ status: 'recovered', results: results.slice(0, 2), clocks: [{ offsetNs: 0 }] })
  expect(run.failure?.message).toContain('2 of 3 trials were recovered')
  expect(run.summary.map(({ variant }) => variant)).toEqual(['sequential', 'threads'])
  expect(run.verdict.text).not.toBe('')
  expect(run.recording.tNs).toHaveLength(40)
  expect(run.recording.tasks[0]?.workers).toHaveLength(1)
  expect(run.environments[0]).toMatchObject({
    host: 'lecture-hall',
    startMethod: 'fork',
    load: { missing: expect.any(String) },
  })
  expect(run.monitor.rateAchieved).toBeCloseTo(20)
  expect(run.monitor.ownCpuSeconds).toBeCloseTo(0.039)
  expect(await archive.list()).toMatchObject([{ id, status: 'recovered' }])
  expect(await recover()).toEqual([])
})

test("a run of the user's function is recovered as one, with its trials and its inspection; its results were not compared", async () => {
  const { archive, recover, files } = place()
  const whole = sampleFunctionRun()
  const { inspection } = whole
  const { id } = await interrupted(archive.folder, { inspection }, 4, whole)
  const left = mkdtempSync(join(tmpdir(), `coreglow-${id}-`))
  expect(await recover()).toEqual([])
  expect(files()).toEqual([`${id}.json.gz`])
  expect(existsSync(left)).toBe(false)
  const run = asRun(await archive.read(id))
  if (!isFunctionRun(run)) throw new Error('it has no function')
  expect(v.is(RunSchema, run)).toBe(true)
  expect(run).toMatchObject({ status: 'recovered', title: 'work() of report.py', inspection, function: whole.function })
  expect(run.results.map(({ variant }) => variant)).toEqual(whole.results.slice(0, 4).map(({ variant }) => variant))
  expect(run.agreement).toMatchObject({
    equal: false,
    compared: 0,
    notCompared: expect.stringContaining('Coreglow ended'),
  })
  expect(run.controls).toEqual([])
  expect(run.diagnosis.findings.length).toBeGreaterThan(0)
  expect(run.figures.map(({ id: figure }) => figure)).toContain('wall-time')
  expect(run.verdict.text).not.toBe('')
})

test('a run that was cut off in the middle of a write loses that write alone', async () => {
  const { archive, recover } = place()
  const { id, path } = await interrupted(archive.folder)
  writeFileSync(path, readFileSync(path).subarray(0, -5))
  expect(await recover()).toEqual([])
  expect(asRun(await archive.read(id)).results).toHaveLength(2)
})

test('a run without a single trial is recovered too: its recording is there', async () => {
  const { archive, recover } = place()
  const { id } = await interrupted(archive.folder, {}, 0)
  await recover()
  expect(asRun(await archive.read(id))).toMatchObject({ status: 'recovered', results: [], summary: [] })
})

test('the run of a Coreglow that lives is left alone', async () => {
  const { archive, recover, files } = place()
  const { path } = await interrupted(archive.folder, { writer: identity })
  expect(await recover()).toEqual([])
  expect(files()).toEqual([path.split('/').at(-1)])
})

test('the run of another machine is left alone while it is written, and recovered when that has long stopped', async () => {
  const { archive, recover, files } = place()
  const { id, path } = await interrupted(archive.folder, { writer: { host: 'another', pid: 1 } })
  await recover()
  expect(files()).toEqual([`${id}.partial`])
  const before = Date.now() / 1000 - 3600
  utimesSync(path, before, before)
  await recover()
  expect(files()).toEqual([`${id}.json.gz`])
})

test('of a damaged file what is before the damage is recovered, the file is set aside, and both are told', async () => {
  const { archive, recover, files } = place()
  const { id, path } = await interrupted(archive.folder)
  const bytes = readFileSync(path)
  bytes[bytes.length - 3000]! ^= 1
  writeFileSync(path, bytes)
  expect(await recover()).toEqual([expect.stringContaining('.partial.broken-')])
  expect(files().toSorted()).toEqual([`${id}.json.gz`, expect.stringContaining(`${id}.partial.broken-`)])
  const run = asRun(await archive.read(id))
  expect(run.recording.tNs).toHaveLength(40)
  expect(run.failure?.message).toContain('damaged')
  expect(
    readFileSync(
      join(
        archive.folder,
        files().find((name) => name.includes('broken'))!,
      ),
    ),
  ).toEqual(bytes)
})

test('a file that is none of ours is set aside and told, and nothing else', async () => {
  const { archive, recover, files } = place()
  const { id, path } = await interrupted(archive.folder)
  writeFileSync(path.replace(id, 'other'), 'something else altogether')
  expect(await recover()).toEqual([expect.stringMatching(/cannot be read.*other\.partial\.broken-/)])
  expect(files()).toHaveLength(2)
  expect(await archive.list()).toHaveLength(1)
})

test('what was saved before the file could be removed is not saved again', async () => {
  const { archive, recover, files } = place()
  const { id, path } = await interrupted(archive.folder)
  const bytes = readFileSync(path)
  await recover()
  const record = readFileSync(join(archive.folder, `${id}.json.gz`))
  writeFileSync(path, bytes)
  await recover()
  expect(files()).toEqual([`${id}.json.gz`])
  expect(readFileSync(join(archive.folder, `${id}.json.gz`))).toEqual(record)
})

test('an interrupted observation of a program is recovered with its samples', async () => {
  const { archive, recover, files } = place()
  const id = newRunId('program', new Date())
  const log = await openDiskLog(join(archive.folder, `${id}.partial`), (sentence) => expect.unreachable(sentence))
  const [{ load: _load, otherLoad: _other, steal: _steal, startMethod: _method, ...environment }] =
    sampleRun().environments
  const start: ProgramStart = {
    type: 'program',
    writer: gone,
    id,
    createdAt: '2026-11-27T22:00:00.000Z',
    title: 'python3 100',
    program: {
      command: ['python3'],
      host: 'here',
      pid: 100,
      tid: 100,
      startTime: 1,
      name: 'python3',
      attached: true,
      exitCode: null,
      signal: null,
      lastLines: [],
    },
    rate: 20,
    environment,
  }
  log.append(start)
  const recorder = createRecorder(log)
  recorder.listener.onTasks?.([task(0, { kind: 'process', tid: 100, role: 'other' })], 1, true)
  for (let i = 0; i < 40; i++) recorder.listener.onFrame?.(frame((i * S) / 20, [{ index: 0, cpuNs: i * 4e7 }]))
  await log.close()
  expect(await recover()).toEqual([])
  expect(files()).toEqual([`${id}.json.gz`])
  const saved = await archive.read(id)
  expect(v.is(ProgramRecordSchema, saved)).toBe(true)
  expect(saved).toMatchObject({ kind: 'program', status: 'recovered', title: start.title, program: start.program })
  expect(saved.recording.tNs).toHaveLength(40)
  expect(saved.failure?.message).toContain('during this observation')
})
