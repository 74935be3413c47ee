import { expect, test } from 'vitest'
import type { RunEvent } from '../../contract/run-event.ts'
import { cpuCountdown } from '../experiments/cpu-countdown.ts'
import type { ExperimentModule, VariantSpec } from '../experiments/experiment.ts'
import { runtimeLike, variantLike } from '../experiments/testing.ts'
import type { HostInfo } from '../host/host-info.ts'
import type { Monitor, MonitorListener } from '../monitor/monitor.ts'
import { NO_DISTURBANCES } from '../observation/disturbances.ts'
import type { CalibrateCommand, RunCommand, Workload } from '../runtimes/workload.ts'
import { createMemoryLog } from '../observation/record-log.ts'
import { planRun } from './plan.ts'
import { performRun } from './run.ts'
import { frame } from './testing.ts'

const FACTS = { cores: 2, usableCores: 2, cpuQuota: 'unlimited' } as HostInfo

const MONITOR = {
  listen: (_rate: number, { onFrame }: MonitorListener) => {
    for (const tNs of [0, 1e18]) onFrame?.(frame(tNs))
    return () => {}
  },
  watch: () => {},
  openAccount: () => ({ close: async () => ({ missing: 'no sampler' }) }),
  ownCpuNs: async () => undefined,
  disturbances: NO_DISTURBANCES,
} as unknown as Monitor

type Writable<T> = { -readonly [K in keyof T]: T[K] }

/** An interpreter without one: it answers at once, and keeps what it was asked. */
function stage(
  variants: readonly VariantSpec[],
  work: Partial<ExperimentModule['work']> = {},
  overrides: Partial<ExperimentModule> = {},
) {
  const controller = new AbortController()
  const calibrations: CalibrateCommand[] = []
  const trials: RunCommand[] = []
  const events: RunEvent[] = []
  const workload: Writable<Workload> = {
    pid: 7,
    interpreterStartSeconds: 0.1,
    clock: { offsetNs: 0, uncertaintyNs: 1000 },
    startMethod: undefined,
    death: () => undefined,
    output: () => '',
    kill: async () => {},
    calibrate: async (spec) => {
      calibrations.push(spec)
      return { workUnits: 100 + calibrations.length, measuredSeconds: 0.05 }
    },
    scratch: undefined,
    outline: () => expect.unreachable(),
    inspect: () => expect.unreachable(),
    map: () => expect.unreachable(),
    run: async (spec, onEvent) => {
      trials.push(spec)
      onEvent({ type: 'begin', startNs: 0 })
      const who = { index: 0, pid: 7, tid: 7, name: 'MainProcess/MainThread', interpreter: '7' }
      onEvent({ type: 'worker-start', ...who, requestedNs: 0, startNs: 0 })
      onEvent({ type: 'worker-end', index: 0, endNs: 1e9, cpuNs: 1e9, checksum: `${spec.workUnits}`, values: {} })
      return { startNs: 0, endNs: 1e9, cpuNs: 1e9, values: {} }
    },
  }
  const module = { ...cpuCountdown, work: { ...cpuCountdown.work, ...work }, variants: () => variants, ...overrides }
  const runtime = runtimeLike()
  const request = { experiment: 'cpu-countdown', repeat: 2 }
  const planned = planRun(module, request, runtime, { runtimes: [runtime], cores: 2 })
  const log = createMemoryLog()
  const run = () =>
    performRun(
      {
        runtimes: { start: async () => workload },
        monitor: MONITOR,
        hostInfo: async () => FACTS,
        app: { version: '0', node: '0', host: 'test' },
        emit: (event) => events.push(event),
        signal: controller.signal,
        log,
      },
      'id',
      planned,
    )
  const afterTrials = (count: number, instead: () => Promise<never>) => {
    const whole = workload.run
    workload.run = (...spec) => (trials.length < count ? whole(...spec) : instead())
  }
  return { controller, calibrations, trials, events, workload, run, afterTrials, log }
}

const variant = (id: string, more: Partial<VariantSpec> = {}): VariantSpec => {
  return { ...variantLike(id, 'threads', 1), ...more }
}

test('all variants do the amount of one calibration, whole or in part', async () => {
  const { run, calibrations, trials } = stage([variant('a'), variant('b', { share: 1 / 3 })])
  const { status, results } = await run()
  expect(status).toBe('finished')
  expect(calibrations).toHaveLength(1)
  expect(trials.map(({ workUnits }) => workUnits)).toEqual([101, 34, 101, 34])
  expect(results.map((trial) => `${trial.variant}${trial.repeat}`)).toEqual(['a1', 'b1', 'a2', 'b2'])
})

test('settings that change the time of a unit have a calibration each, others have not', async () => {
  const variants = [variant('a', { params: { lock: 'none' } }), variant('b', { params: { lock: 'one' } })]
  const apart = stage(variants)
  await apart.run()
  expect(apart.calibrations.map(({ params }) => params?.['lock'])).toEqual(['none', 'one'])
  expect(apart.trials.map(({ workUnits }) => workUnits)).toEqual([101, 102, 101, 102])
  const alike = stage(variants, { calibratedBy: [] })
  await alike.run()
  expect(alike.calibrations.map(({ params }) => params)).toEqual([{}])
  expect(alike.trials.map(({ workUnits, params }) => [workUnits, params?.['lock']]).slice(0, 2)).toEqual([
    [101, 'none'],
    [101, 'one'],
  ])
})

test('stopped while it calibrates, it has no results, and says so', async () => {
  const { run, controller, workload } = stage([variant('a')])
  workload.calibrate = () => {
    controller.abort()
    return new Promise(() => {})
  }
  const { status, failure, results, verdict, figures } = await run()
  expect(status).toBe('stopped')
  expect(failure?.message).toBe('The run was stopped after 0 of 2 trials.')
  expect(results).toEqual([])
  expect(verdict.kind).toBe('incomplete')
  expect(figures).toHaveLength(1)
})

test('stopped in the middle of a trial, it keeps those before', async () => {
  const { run, controller, events, afterTrials } = stage([variant('a'), variant('b')])
  afterTrials(3, () => {
    controller.abort()
    return new Promise(() => {})
  })
  const { status, failure, results } = await run()
  expect({ status, trials: results.length }).toEqual({ status: 'stopped', trials: 3 })
  expect(failure?.message).toBe('The run was stopped after 3 of 4 trials.')
  expect(events.filter(({ type }) => type === 'trial')).toHaveLength(3)
})

test('a workload that fails ends the run, and what was measured stays', async () => {
  const { run, afterTrials } = stage([variant('a'), variant('b')])
  afterTrials(1, () => Promise.reject(new Error('no luck')))
  const { status, failure, results } = await run()
  expect({ status, failure }).toEqual({ status: 'failed', failure: { code: 'internal', message: 'no luck' } })
  expect(results).toHaveLength(1)
})

test('a picture that cannot be made, and a judge that fails, cost no record, and say so', async () => {
  const fail = () => {
    throw new Error('a mistake')
  }
  const { run, events } = stage([variant('a')], {}, { picture: fail, judge: fail })
  const record = await run()
  expect(record).toMatchObject({ status: 'finished', figures: [], verdict: { kind: 'not-judged' } })
  expect(record.verdict.text).toMatch(
    /could not produce a verdict \(a mistake\).*could not draw the charts \(a mistake\)/,
  )
  const warnings = events.flatMap((event) => (event.type === 'warning' ? event.message : []))
  expect(warnings).toEqual([expect.stringContaining('could not draw the charts (a mistake)')])
})

test('a record that cannot be made is a failed run with the message, and the results so far', async () => {
  const { run, log } = stage([variant('a')])
  log.records = () => {
    throw new Error('no disk')
  }
  const { status, failure, results, verdict } = await run()
  expect({ status, trials: results.length }).toEqual({ status: 'failed', trials: 2 })
  expect(failure).toEqual({ code: 'internal', message: expect.stringContaining('no disk') })
  expect(verdict.text).toContain('a bug in Coreglow')
})
