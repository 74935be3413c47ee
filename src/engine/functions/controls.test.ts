import { expect, test } from 'vitest'
import { modelsLike } from '../experiments/testing.ts'
import type { RunCommand, Workload } from '../runtimes/workload.ts'
import { controlsOf, measureControl, summariseControls } from './controls.ts'

const RUNTIME = { models: modelsLike('sequential', 'threads', 'processes') }

test('waiting is done in threads, counting in processes; a runtime without both has what it can', () => {
  const named = (runtime: typeof RUNTIME) =>
    controlsOf(runtime, 3).map(({ id, model, workers }) => [id, model, workers])
  expect(named(RUNTIME)).toEqual([
    ['waiting', 'threads', 3],
    ['counting', 'processes', 3],
  ])
  const [sequential, threads] = RUNTIME.models
  expect(named({ models: [sequential!, threads!] })).toEqual([
    ['waiting', 'threads', 3],
    ['counting', 'threads', 3],
  ])
  expect(named({ models: [threads!] })).toEqual([])
})

test('the time is that of the slowest worker, without its start; the amount is calibrated once', async () => {
  const orders: RunCommand[] = []
  let calibrations = 0
  const workload: Pick<Workload, 'calibrate' | 'run'> = {
    calibrate: async () => ({ workUnits: 1000 + calibrations++, measuredSeconds: 0.05 }),
    run: async (order, onEvent) => {
      orders.push(order)
      for (let index = 0; index < order.workers; index++) {
        const startNs = (1 + index) * 1e9
        const who = { index, name: 'x', pid: 1, tid: 1, interpreter: '1', requestedNs: 0 }
        onEvent({ type: 'worker-start', ...who, startNs })
        const endNs = startNs + (0.2 + 0.1 * index * (order.workers - 1)) * 1e9
        onEvent({ type: 'worker-end', index, endNs, checksum: '', values: {} })
      }
      return { startNs: 0, endNs: 9e9, cpuNs: 0, values: {} }
    },
  }
  const [, counting] = controlsOf(RUNTIME, 2)
  const amounts = new Map<string, number>()
  const first = await measureControl(workload, counting!, amounts)
  expect(first).toEqual({ id: 'counting', aloneSeconds: expect.closeTo(0.2), togetherSeconds: expect.closeTo(0.3) })
  await measureControl(workload, counting!, amounts)
  expect(calibrations).toBe(1)
  expect(orders.map(({ model, workers, workUnits }) => [model, workers, workUnits]).slice(0, 2)).toEqual([
    ['sequential', 1, 1000],
    ['processes', 2, 1000],
  ])
  const twice = [first, { ...first, togetherSeconds: 0.5 }]
  expect(summariseControls(controlsOf(RUNTIME, 2), twice)).toEqual([
    {
      id: 'counting',
      label: 'pure counting',
      model: 'processes',
      workers: 2,
      aloneSeconds: expect.closeTo(0.2),
      togetherSeconds: expect.closeTo(0.4),
      parallel: expect.closeTo(1),
      trials: 2,
    },
  ])
})
