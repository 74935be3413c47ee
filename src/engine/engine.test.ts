import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { decodeFrame } from '../contract/frame-encoding.ts'
import type { Frame } from '../contract/frame.ts'
import {
  CALLS,
  CoreglowError,
  PROTOCOL_VERSION,
  type CallName,
  type Calls,
  type TaskMessage,
} from '../contract/procedures.ts'
import { RunEventSchema, type RunEvent } from '../contract/run-event.ts'
import type { Run, RunRequest } from '../contract/run.ts'
import { createEngine, type Engine } from './engine.ts'
import { lives } from './runtimes/testing.ts'
import { testOptions } from './testing.ts'

const options = testOptions()
let engine: Engine
/** The interpreter that most tests use: the preferred one. */
let python: string

beforeAll(async () => {
  engine = createEngine(options)
  python = (await call('runtimes', {})).preferred
})
afterAll(async () => {
  await engine.close()
  options.remove()
})

/** Answers as a client would get them, checked against the contract. */
async function call<K extends CallName>(name: K, params: Calls[K]['params']): Promise<Calls[K]['result']> {
  const result = await engine.service.calls[name]!(params)
  expect(v.safeParse(CALLS[name].result, structuredClone(result)).issues).toBeUndefined()
  return result
}

async function refusal(request: RunRequest): Promise<CoreglowError> {
  const error: unknown = await call('startRun', request).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(CoreglowError)
  return error as CoreglowError
}

interface Watched {
  readonly events: RunEvent[]
  readonly ids: readonly string[]
  /** Resolves with the records when the engine is idle again. */
  readonly ended: Promise<Run[]>
}

/** Starts a run and collects its events; `onEvent` may act on them. */
async function start(request: RunRequest, onEvent: (event: RunEvent) => void = () => {}): Promise<Watched> {
  const events: RunEvent[] = []
  const ended = new Promise<Run[]>((resolve) => {
    const stop = engine.service.streams.events!({}, take, () => {})
    function take(event: RunEvent): void {
      events.push(event)
      onEvent(event)
      if (event.type !== 'idle' || events.length === 1) return
      stop()
      resolve(events.flatMap((runEvent) => (runEvent.type === 'end' ? [runEvent.run] : [])))
    }
  })
  const { runIds } = await call('startRun', request)
  return { events, ids: runIds, ended }
}

/** What a run costs least. */
const quick = { experiment: 'io-wait', runtime: 'node', models: ['sequential'], seconds: 0.1, repeat: 1 }

const pidsIn = (events: readonly RunEvent[]) =>
  events.flatMap((event) => (event.type === 'main' ? [event.pid] : event.type === 'worker' ? [event.worker.pid] : []))

test('hello answers its own protocol and refuses another', async () => {
  expect(await call('hello', { protocol: PROTOCOL_VERSION })).toMatchObject({
    protocol: PROTOCOL_VERSION,
    windowPicture: false,
    dialogs: false,
  })
  await expect(call('hello', { protocol: PROTOCOL_VERSION + 1 })).rejects.toMatchObject({ code: 'version' })
})

test('the machine and the experiments are told', async () => {
  const machine = await call('machine', {})
  expect(machine.usableCores).toBeGreaterThan(0)
  expect(machine.limits).toEqual({ maxWorkers: 64, maxSeconds: 60, maxRepeat: 20, maxRate: 100 })
  const { experiments, suites } = await call('experiments', {})
  expect(experiments.map((experiment) => experiment.id)).toEqual(
    expect.arrayContaining(suites.flatMap((suite) => suite.experiments)),
  )
})

test('preferences are kept in the data folder', async () => {
  const { dataFolder } = options
  expect(await call('preferences', {})).toMatchObject({
    preferences: {},
    dataFolder: { path: dataFolder, from: 'environment' },
    added: [],
    problems: [],
  })
  await call('setPreferences', { theme: 'dark', repeat: 5 })
  await call('setPreferences', { repeat: null })
  expect((await call('preferences', {})).preferences).toEqual({ theme: 'dark' })
})

test('a run tells its course, and its record is whole, kept, listed and exported', async () => {
  const request = {
    experiment: 'io-wait',
    runtime: python,
    seconds: 0.3,
    repeat: 1,
    rate: 50,
    bet: { 'io-wait': 'threads' },
  }
  const { events, ids, ended } = await start(request)
  const run = (await ended)[0]!
  for (const event of events) expect(v.safeParse(RunEventSchema, event).issues).toBeUndefined()
  expect(events[0]).toEqual({ type: 'idle' })
  expect(run).toMatchObject({ id: ids[0], status: 'finished', experiment: 'io-wait' })
  expect(run.plan).toMatchObject({ workers: 2, bet: 'threads' })
  expect(run.results.map((result) => result.model)).toEqual(['sequential', 'threads', 'processes'])
  expect(run.summary[0]).toMatchObject({ model: 'sequential', trials: 1, speedup: 1 })
  expectWorkersOfTheSystem(run)
  expectOneClock(run)

  const read = await call('run', { id: run.id })
  expect(read).toEqual(JSON.parse(JSON.stringify(run)))
  expect((await call('runs', {})).map((listing) => listing.id)).toContain(run.id)
  const { path } = await call('exportRun', { ids: [run.id], format: 'json' })
  expect(readFileSync(path, 'utf8')).toContain(run.id)
})

function expectWorkersOfTheSystem({ results, recording }: Run): void {
  const [sequential, threads, processes] = results
  const pids = (result = sequential) => new Set(result!.workers.map((worker) => worker.pid))
  expect(pids(sequential)).toEqual(new Set([sequential!.pid]))
  expect(pids(threads)).toEqual(new Set([threads!.pid]))
  expect(new Set(threads!.workers.map((worker) => worker.tid)).size).toBe(2)
  expect(pids(processes).size).toBe(2)
  expect(pids(processes)).not.toContain(processes!.pid)
  const seen = recording.tasks.map((task) => task.tid)
  expect(seen).toEqual(expect.arrayContaining(results.flatMap((result) => result.workers.map(({ tid }) => tid))))
}

/** Workers lie within their trials, and frames were taken in every one of these. */
function expectOneClock({ results, recording }: Run): void {
  for (const { startNs, endNs, workers } of results) {
    for (const worker of workers) {
      expect(worker.requestedNs >= startNs && worker.endNs <= endNs && worker.startNs < worker.endNs).toBe(true)
    }
    expect(recording.tNs.some((tNs) => tNs > startNs && tNs < endNs)).toBe(true)
  }
}

test('while a run is on another is refused, a late listener hears all of it, and stop ends every process', async () => {
  let late: RunEvent | undefined
  let stopping: Promise<unknown> | undefined
  let stoppedMs = 0
  let workers = 0
  const request = { experiment: 'six', runtime: python, models: ['processes'], seconds: 30, repeat: 1 }
  const { events, ids, ended } = await start(request, (event) => {
    // Two processes begin in any order.
    if (event.type !== 'worker' || ++workers < 2) return
    engine.service.streams.events!(
      {},
      (first) => (late ??= first),
      () => {},
    )()
    const asked = performance.now()
    stopping ??= refusal(request)
      .then((error) => expect(error).toMatchObject({ code: 'busy', message: expect.stringContaining('Stop') }))
      .then(() => call('stopRun', {}))
      .then(() => (stoppedMs = performance.now() - asked))
  })
  const runs = await ended
  await stopping
  expect(ids).toHaveLength(2)
  expect(runs.map((run) => [run.id, run.status])).toEqual([[ids[0], 'stopped']])
  expect(runs[0]!.failure).toEqual({ code: 'stopped', message: 'The run was stopped after 0 of 1 trials.' })
  expect(late).toMatchObject({ type: 'run', run: { runId: ids[0] } })
  const heard = late?.type === 'run' ? late.run.workers.map((worker) => worker.index) : []
  expect(heard.toSorted((a, b) => a - b)).toEqual([0, 1])
  expect(pidsIn(events).length).toBeGreaterThanOrEqual(3)
  expect(pidsIn(events).filter(lives)).toEqual([])
  // A second is promised; this machine may be busy with other tests.
  expect(stoppedMs).toBeLessThan(5000)
  expect(await call('run', { id: ids[0]! })).toMatchObject({ status: 'stopped' })
  expect(await call('stopRun', {})).toEqual({ stopped: false })
})

test('what is wrong with a request is said with its field, and the next is answered', async () => {
  expect(await refusal({ experiment: 'io-wiat' })).toMatchObject({ code: 'unknown-experiment' })
  expect(await refusal({ experiment: 'io-wait', runtime: 'cpython-9.9' })).toMatchObject({ code: 'unknown-runtime' })
  expect(await refusal({ experiment: 'io-wait', workers: 0 })).toMatchObject({ path: 'params.workers' })
  const { ended } = await start(quick)
  expect((await ended)[0]?.status).toBe('finished')
})

test('a suite is its experiments back to back, each with a record of its own', async () => {
  const request = { experiment: 'six', runtime: 'node', models: ['sequential', 'threads'], seconds: 0.1, repeat: 1 }
  const { events, ids, ended } = await start(request)
  const runs = await ended
  expect(runs.map((run) => run.id)).toEqual(ids)
  expect(runs.map((run) => run.experiment)).toEqual(['io-wait', 'cpu-countdown'])
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(runs[1]!.results.map((result) => result.checksum)).size).toBe(1)
  expect(runs[1]!.calibrations).toMatchObject([{ work: 'countdown', workUnits: expect.any(Number) }])
  const order = events.map((event) => event.type).filter((type) => type === 'run' || type === 'end')
  expect(order).toEqual(['run', 'end', 'run', 'end'])
  expect(events.flatMap((event) => (event.type === 'run' ? [event.run.suite] : []))).toEqual(['six', 'six'])
})

test.runIf(process.platform === 'linux')(
  'an interpreter that dies in the middle fails the run, which keeps its results',
  async () => {
    const { path } = (await call('runtimes', {})).runtimes.find((runtime) => runtime.id === python)!
    const armed = join(options.dataFolder, 'armed')
    const wrapper = join(options.dataFolder, 'dying-python')
    const script = `[ -e ${armed} ] && (sleep 0.2; kill -9 $$) &\nexec ${path} "$@"`
    writeFileSync(wrapper, `#!/bin/bash\n${script}\n`, { mode: 0o755 })
    const { id } = await call('addRuntime', { path: wrapper })
    const request = { experiment: 'io-wait', runtime: id, seconds: 1, repeat: 2, models: ['threads'] }
    const { events, ended } = await start(request, (event) => event.type === 'trial' && writeFileSync(armed, ''))
    const [run] = await ended
    rmSync(armed)
    expect(run).toMatchObject({
      status: 'failed',
      failure: { code: 'broken-runtime' },
      verdict: { kind: 'incomplete' },
    })
    expect(run!.results).toHaveLength(1)
    expect(run!.failure!.message).toMatch(/\.$/)
    expect(pidsIn(events).filter(lives)).toEqual([])
    expect(await call('run', { id: run!.id })).toMatchObject({ status: 'failed' })
  },
)

test.runIf(process.platform === 'linux')(
  'an interpreter that hangs at its start is stopped like any other',
  async () => {
    const { path } = (await call('runtimes', {})).runtimes.find((runtime) => runtime.id === python)!
    const armed = join(options.dataFolder, 'deaf')
    const wrapper = join(options.dataFolder, 'deaf-python')
    const script = `[ -e ${armed} ] && trap '' TERM && echo $$ > ${armed} && sleep 30\nexec ${path} "$@"`
    writeFileSync(wrapper, `#!/bin/bash\n${script}\n`, { mode: 0o755 })
    const { id } = await call('addRuntime', { path: wrapper })
    writeFileSync(armed, '')
    const { ended } = await start({ experiment: 'io-wait', runtime: id, seconds: 1 })
    await vi.waitFor(() => expect(readFileSync(armed, 'utf8')).toMatch(/^\d+\n/), 10_000)
    const asked = performance.now()
    await call('stopRun', {})
    expect(performance.now() - asked).toBeLessThan(5000)
    expect(await ended).toMatchObject([{ status: 'stopped', results: [] }])
    expect(lives(Number(readFileSync(armed, 'utf8')))).toBe(false)
  },
)

test('a run that is still being planned keeps others out, and can be stopped', async () => {
  const plannings = [call('startRun', quick), refusal(quick)] as const
  const stopped = call('stopRun', {})
  await expect(plannings[0]).rejects.toMatchObject({ code: 'run-failed', message: expect.stringContaining('stopped') })
  expect(await plannings[1]).toMatchObject({ code: 'busy' })
  expect(await stopped).toEqual({ stopped: true })
  const { ended } = await start(quick)
  expect((await ended)[0]?.status).toBe('finished')
})

test('frames and tasks stream without a run; the app is among the tasks', async () => {
  const frames: Frame[] = []
  const messages: TaskMessage[] = []
  await new Promise<void>((resolve) => {
    const stopTasks = engine.service.streams.tasks!(
      {},
      (item) => messages.push(item),
      () => {},
    )
    const stopFrames = engine.service.streams.frames!({ rate: 50, pids: [process.ppid] }, take, () => {})
    function take(bytes: Uint8Array): void {
      if (frames.push(decodeFrame(bytes)) < 5) return
      stopFrames()
      stopTasks()
      resolve()
    }
  })
  expect(frames[4]!.tNs).toBeGreaterThan(frames[0]!.tNs)
  expect(messages[0]).toMatchObject({ type: 'tasks', reset: true })
  const tasks = messages.flatMap((message) => (message.type === 'tasks' ? message.tasks : []))
  expect(tasks).toContainEqual(expect.objectContaining({ pid: process.pid, role: 'app' }))
  expect(tasks).toContainEqual(expect.objectContaining({ pid: process.ppid, role: 'other' }))
  const nobody = () =>
    engine.service.streams.frames!(
      { pids: [2 ** 22 + 1] },
      () => {},
      () => {},
    )
  expect(nobody).toThrow(CoreglowError)
})

test('where the record cannot be written the run still ends, and is exported from memory', async () => {
  const runs = join(options.dataFolder, 'runs')
  rmSync(runs, { recursive: true })
  writeFileSync(runs, 'no folder')
  const { events, ended } = await start(quick)
  const [run] = await ended
  const end = events.find((event) => event.type === 'end')
  expect(end).toMatchObject({ saved: { ok: false, reason: expect.stringContaining(runs) } })
  expect(await call('run', { id: run!.id })).toEqual(run)
  const { path } = await call('exportRun', { ids: [run!.id], format: 'csv-results' })
  expect(statSync(path).size).toBeGreaterThan(100)
})

test('a closed engine has no children left, and starts nothing', async () => {
  const other = testOptions()
  const closing = createEngine(other)
  await closing.service.calls.startRun!({ experiment: 'io-wait', runtime: 'node', seconds: 30 })
  await closing.close()
  await expect(async () => closing.service.calls.startRun!({ experiment: 'io-wait' })).rejects.toMatchObject({
    code: 'closed',
  })
  expect(readdirSync(join(other.dataFolder, 'runs'))).toHaveLength(1)
  other.remove()
})
