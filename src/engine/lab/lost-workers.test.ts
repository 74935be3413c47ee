import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunEvent } from '../../contract/run-event.ts'
import type { Run, RunRequest, TrialResult } from '../../contract/run.ts'
import { createEngine, type Engine } from '../engine.ts'
import { lives } from '../runtimes/testing.ts'
import { testOptions } from '../testing.ts'

const options = testOptions()
let engine: Engine
let python: string

beforeAll(async () => {
  engine = createEngine(options)
  python = (await engine.service.calls.runtimes!({})).preferred
})
afterAll(async () => {
  await engine.close()
  options.remove()
})

/** Workers that die, through the whole app; `onEvent` hears all of it. */
function crash(request: Omit<RunRequest, 'experiment'>, onEvent: (event: RunEvent) => void = () => {}): Promise<Run> {
  return new Promise((resolve, reject) => {
    const stop = engine.service.streams.events!(
      {},
      (event) => {
        onEvent(event)
        if (event.type !== 'end') return
        stop()
        resolve(event.run)
      },
      reject,
    )
    Promise.resolve(engine.service.calls.startRun!({ experiment: 'crash', ...request })).catch(reject)
  })
}

const fates = ({ workers }: TrialResult) => workers.map(({ index, lost }) => [index, lost])
const pids = ({ results }: Run) => results.flatMap((trial) => [trial.pid, ...trial.workers.map(({ pid }) => pid)])

describe.runIf(process.platform === 'linux')('workers that die', () => {
  test('a fault in a thread takes the program along, one in a process nobody; both are results', async () => {
    const lost = new Map<string, string | undefined>()
    const run = await crash(
      { runtime: python, models: ['threads', 'processes'], params: { way: 'segfault' } },
      (event) => {
        if (event.type === 'worker') lost.set(`${event.worker.variant} ${event.worker.index}`, event.worker.lost)
      },
    )
    expect(run).toMatchObject({ status: 'finished', failure: undefined, verdict: { kind: 'processes-isolate' } })
    const [threads, processes] = run.results
    expect(threads!.died).toBe('signal SIGSEGV')
    expect(fates(threads!)).toEqual([0, 1, 2].map((index) => [index, 'its process ended: signal SIGSEGV']))
    expect(processes!.died).toBeUndefined()
    expect(fates(processes!)).toEqual([
      [0, undefined],
      [1, 'signal SIGSEGV'],
      [2, undefined],
    ])
    expect(lost.get('segfault-processes 1')).toBe('signal SIGSEGV')
    for (const { startNs, endNs, workers } of run.results) {
      for (const worker of workers)
        expect(worker.startNs >= startNs && worker.endNs > worker.startNs && worker.endNs <= endNs).toBe(true)
    }
    const [first, victim] = processes!.workers
    expect(first!.endNs - victim!.endNs).toBeGreaterThan(0)
    expect(victim).toMatchObject({ checksum: '', cpuMissing: 'the worker was lost' })
    expect(pids(run).filter(lives)).toEqual([])
  })

  test('a broken pool loses all its tasks, and says how the process of each ended', async () => {
    const run = await crash({ runtime: python, models: ['process-pool'], params: { way: 'exit' } })
    const [trial] = run.results
    expect(run.verdict.kind).toBe('fate-shared')
    expect(trial!.workers.every(({ lost }) => lost !== undefined)).toBe(true)
    expect(trial!.workers.find(({ index }) => index === 1)?.lost).toContain('exit code 3')
    expect(pids(run).filter(lives)).toEqual([])
  })

  test.each([
    ['threads', 'exit', 'exit code 3', undefined],
    ['threads', 'kill', 'its process ended: signal SIGKILL', 'signal SIGKILL'],
    ['processes', 'memory', 'signal SIGABRT', undefined],
  ])('Node, %s, %s: %s', async (model, way, how, died) => {
    const [trial] = (await crash({ runtime: 'node', models: [model], params: { way } })).results
    expect(trial!.died).toBe(died)
    expect(trial!.workers.find(({ index }) => index === 1)?.lost).toBe(how)
    expect(trial!.workers.filter(({ lost }) => lost === undefined)).toHaveLength(died === undefined ? 2 : 0)
  })

  test('a run that is stopped in the middle has no result of its own death', async () => {
    const run = await crash(
      { runtime: python, models: ['threads'], seconds: 5, params: { way: 'exception' } },
      (event) => {
        if (event.type === 'worker') void engine.service.calls.stopRun!({})
      },
    )
    expect(run).toMatchObject({ status: 'stopped', results: [] })
  })
})
