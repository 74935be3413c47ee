import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Runtime } from '../contract/experiment.ts'
import { offeredModels } from '../contract/model-rule.ts'
import { modelColor } from '../contract/palette.ts'
import type { Run, RunRequest } from '../contract/run.ts'
import { createEngine, type Engine } from './engine.ts'
import { cpuCountdown } from './experiments/cpu-countdown.ts'
import { EXPERIMENTS } from './experiments/index.ts'
import { asRun } from '../testing/as-run.ts'
import { row } from './experiments/testing.ts'
import { testOptions } from './testing.ts'

/** A user's model: a copy of the one of threads with another label, in the folder of the workloads. Nothing else is touched. */
const LABEL = 'my own threads'
const given = testOptions()
const folder = mkdtempSync(join(tmpdir(), 'coreglow-models-'))
let engine: Engine
let runtimes: readonly Runtime[]

beforeAll(async () => {
  cpSync(given.workloads, folder, { recursive: true })
  for (const [threads, mine] of [
    ['python/models/threads.py', 'python/models/mine.py'],
    ['node/models/threads.mjs', 'node/models/mine.mjs'],
  ] as const) {
    const source = readFileSync(join(folder, threads), 'utf8')
    writeFileSync(
      join(folder, mine),
      source.replace(/^(LABEL = |export const label = )(["'])threads\2/m, `$1$2${LABEL}$2`),
    )
  }
  engine = createEngine({ ...given, workloads: folder })
  runtimes = (await engine.service.calls.runtimes!({})).runtimes
})
afterAll(async () => {
  await engine.close()
  given.remove()
  rmSync(folder, { recursive: true, force: true })
})

/** The record of a run, when the engine is idle again. */
async function record(request: RunRequest): Promise<Run> {
  const ended = new Promise<void>((resolve) => {
    let isOn = false
    const stop = engine.service.streams.events!(
      {},
      (event) => {
        if (event.type !== 'idle') isOn = true
        else if (isOn) {
          stop()
          resolve()
        }
      },
      () => {},
    )
  })
  const { runIds } = await engine.service.calls.startRun!(request)
  await ended
  return asRun(await engine.service.calls.run!({ id: runIds[0]! }))
}

/** How long it takes is the machine's business: the reason that a verdict gives follows from what the model says of itself. */
const CASES = [
  {
    kind: 'cpython',
    hasGil: true,
    seconds: 4,
    verdict: 'gil-serial',
    reason: "My own threads took 1.00× the sequential time: 2 threads, one GIL, so one core's worth of work at a time",
  },
  {
    kind: 'node',
    hasGil: false,
    seconds: 2,
    verdict: 'threads-scale',
    reason: 'each worker thread has its own interpreter',
  },
] as const

describe.each(CASES)('a model that was added to $kind', ({ kind, hasGil, seconds, verdict, reason }) => {
  let runtime: Runtime
  let run: Run

  beforeAll(async () => {
    runtime = runtimes.find((found) => found.kind === kind && found.status === 'ok' && found.gilEnabled === hasGil)!
    const models = ['sequential', 'threads', 'mine']
    run = await record({ experiment: 'cpu-countdown', runtime: runtime.id, models, seconds: 0.2, repeat: 1 })
  })

  test('is offered wherever threads are, and nowhere else', () => {
    for (const { experiment } of EXPERIMENTS) {
      const offered = new Set(offeredModels(experiment, runtime).map(({ id }) => id))
      expect([experiment.id, offered.has('mine')]).toEqual([experiment.id, offered.has('threads')])
    }
    expect(offeredModels(cpuCountdown.experiment, runtime).map(({ label }) => label)).toContain(LABEL)
  })

  test('runs, and its workers have the lock that it says', () => {
    expect(run.status).toBe('finished')
    const { workers } = run.results.find(({ model }) => model === 'mine')!
    expect(workers).toHaveLength(2)
    expect(new Set(workers.map(({ gil }) => gil)).size).toBe(1)
    expect(workers[0]!.gil !== undefined).toBe(hasGil)
    expect(run.plan.variants.map(({ model, kindIndex }) => [model, kindIndex])).toEqual([
      ['sequential', undefined],
      ['threads', undefined],
      ['mine', 1],
    ])
    expect(run.summary.find(({ label }) => label === LABEL)).toMatchObject({
      kind: 'thread',
      speedup: expect.any(Number),
    })
  })

  test('is drawn by its name, in a shade of its own of the colour of threads', async () => {
    const { path } = await engine.service.calls.exportRun!({ ids: [run.id], format: 'card-svg', theme: 'light' })
    const svg = readFileSync(path, 'utf8')
    expect(svg).toContain(LABEL)
    const [threads, mine] = [0, 1].map((kindIndex) => modelColor({ kind: 'thread', kindIndex }, 'light'))
    expect(mine).not.toBe(threads)
    expect(svg).toContain(`fill="${threads}"`)
    expect(svg).toContain(`fill="${mine}" `)
    expect(svg).toContain(`stroke="${mine}"`)
    expect(run.measurements[0]!.points.find(({ x }) => x === LABEL)).toMatchObject({ kind: 'thread', kindIndex: 1 })
  })

  test('is judged: the run names it, and steady times of it get the reason that its kind gives', () => {
    expect(run.verdict.text.toLowerCase()).toContain(LABEL)
    const summary = [
      row('sequential', 4),
      Object.assign(row('mine', seconds, { effectiveParallelism: 4 / seconds }), { label: LABEL }),
    ]
    const { experiment } = cpuCountdown
    const { results, plan } = run
    const judgement = cpuCountdown.judge({ experiment, runtime, cores: 2, results, summary, plan })
    expect(judgement).toMatchObject({ kind: verdict, text: expect.stringContaining(reason) })
  })
})
