import { expect, test } from 'vitest'
import type { LiveWorker, RunSnapshot } from './run-event.ts'
import { initialState, reduceRun } from './run-state.ts'
import type { Runtime } from './experiment.ts'

const runtime: Runtime = {
  id: 'cpython-3.13',
  kind: 'cpython',
  label: 'CPython 3.13',
  path: '/usr/bin/python3',
  foundAs: [],
  version: '3.13',
  gilEnabled: true,
  freeThreadedBuild: false,
  status: 'ok',
  models: [],
  work: [],
}
const snapshot: RunSnapshot = initialState({
  runId: 'one',
  runtime,
  plan: {
    experiment: 'cpu-countdown',
    runtime: runtime.id,
    models: [],
    variants: [],
    workers: 2,
    params: {},
    seconds: 1,
    repeat: 1,
    rate: 20,
  },
  progress: { phase: 'preparing', done: 0, total: 2 },
  picture: { measurements: [], figures: [] },
})
const worker = (index: number, change: Partial<LiveWorker> = {}): LiveWorker => ({
  variant: 'threads',
  repeat: 1,
  index,
  name: `Thread-${index + 1}`,
  pid: 100,
  tid: 101 + index,
  startNs: 1000,
  ...change,
})

test('a worker that is reported again keeps its place', () => {
  const events = [worker(0), worker(1), worker(0, { endNs: 2000 }), worker(0, { repeat: 2 })]
  const after = events.reduce((run, event) => reduceRun(run, { type: 'worker', runId: 'one', worker: event }), snapshot)
  expect(after.workers).toEqual([worker(0, { endNs: 2000 }), worker(1), worker(0, { repeat: 2 })])
})

test('an event changes what it reports and nothing else', () => {
  const main = { variant: 'threads', repeat: 1, pid: 100 }
  expect(reduceRun(snapshot, { type: 'main', runId: 'one', ...main })).toEqual({ ...snapshot, mainProcesses: [main] })
  const progress = { phase: 'running', done: 1, total: 2 } as const
  expect(reduceRun(snapshot, { type: 'progress', runId: 'one', progress })).toEqual({ ...snapshot, progress })
})
