import * as v from 'valibot'
import { expect, test } from 'vitest'
import { HostSchema } from '../../contract/host.ts'
import { hostRows, hostSentences } from '../../contract/host-rows.ts'
import { sampleRun } from '../../testing/sample-run.ts'
import type { HostEvent } from '../runtimes/workload.ts'
import { createHostBook } from './host-book.ts'

type Samples = Extract<HostEvent, { type: 'host-samples' }>

const samples = (change: Partial<Samples> = {}): Samples => ({
  type: 'host-samples',
  host: 'node1',
  tNs: [1e9, 1.1e9],
  busy: [
    [100, 0],
    [50, -1],
  ],
  iowait: [
    [0, 0],
    [0, -1],
  ],
  steal: [
    [0, 0],
    [0, -1],
  ],
  tasks: [
    [0, 6, 13, 77, 'python3'],
    [4, 6, 14, 78, 'python3'],
  ],
  rows: [
    [0, 0, 'R', 1, 5e6],
    [1, 0, 'S', 0, 9e6],
    [1, 4, 'D', 0, 1e6],
  ],
  cpuNs: 2e6,
  ...change,
})
const report = { type: 'host', host: 'node1', cores: 2, offsetNs: -5e9, uncertaintyNs: 2e6 } as const
const worker = { host: 'node1', pid: 6, tid: 13, startNs: 0.9e9, endNs: 2e9, index: 3, variant: 'a', repeat: 1 }

test('lines of samples become one recording: times, shares, threads and their rows', () => {
  const book = createHostBook()
  book.take(samples())
  // Numbers of threads are those of the line.
  book.take(
    samples({
      tNs: [1.2e9],
      busy: [[0, 0, 100]],
      iowait: [[0, 0, 0]],
      steal: [[0, 0, 0]],
      tasks: [[0, 6, 14, 78, 'python3']],
      rows: [[0, 0, 'R', 2, 3e6]],
    }),
  )
  book.take(report)
  const [host] = book.hosts()!
  expect(v.safeParse(HostSchema, host).issues).toBeUndefined()
  expect(host).toMatchObject({ host: 'node1', cores: 2, samplerCpuSeconds: 0.002 })
  expect(host).not.toHaveProperty('gone')
  const { recording } = host!
  if ('missing' in recording) throw new Error(recording.missing)
  expect(recording.tNs).toEqual([1e9, 1.1e9, 1.2e9])
  expect(recording.busy).toEqual([
    [1, 0.5, 0],
    [0, null, 0],
    [null, null, 1],
  ])
  expect(recording.tasks.map(({ host: of, tid, startTime, index }) => [of, tid, startTime, index])).toEqual([
    ['node1', 13, 77, 0],
    ['node1', 14, 78, 1],
  ])
  expect(recording.rows).toMatchObject({
    frame: [0, 1, 1, 2],
    task: [0, 0, 1, 1],
    state: [1, 2, 3, 1],
    core: [1, 0, 0, 2],
  })
  expect(recording.rows.cpuNs).toEqual([5e6, 9e6, 1e6, 3e6])
  expect(recording.rows.rssBytes).toEqual([null, null, null, null])
})

test('a worker is found among the threads of its own machine, with its cores', () => {
  const book = createHostBook()
  book.take(samples())
  expect(book.seen(worker)).toEqual({
    task: { host: 'node1', pid: 6, tid: 13, startTime: 77 },
    cores: [1, 0],
    coresMissing: undefined,
  })
  const missing = 'no sample of node2 shows it'
  expect(book.seen({ ...worker, host: 'node2' })).toEqual({ task: { missing }, cores: [], coresMissing: missing })
  const [host] = book.hosts()!
  expect(host!.recording).toMatchObject({ tasks: [{ workers: [{ variant: 'a', index: 3, toNs: 2e9 }] }, {}] })
})

test('of several trials, the largest uncertainty holds, and the samplers’ time is added up', () => {
  const book = createHostBook()
  book.take(samples({ cpuNs: 3e6 }))
  book.take({ ...report, uncertaintyNs: 7e6, gone: true })
  book.take(samples({ cpuNs: 2e6, tNs: [3e9, 4e9] }))
  book.take(report)
  expect(book.clocks('py')).toEqual([{ host: 'node1', runtime: 'py', offsetNs: -5e9, uncertaintyNs: 7e6 }])
  expect(book.hosts()).toMatchObject([{ samplerCpuSeconds: 0.005, gone: true }])
})

test('a machine that cannot be sampled says why; without other machines there is nothing', () => {
  const book = createHostBook()
  expect(book.hosts()).toBeUndefined()
  book.take({ ...report, missing: 'that needs Linux' })
  expect(book.hosts()).toMatchObject([{ cores: 2, recording: { missing: 'that needs Linux' } }])
})

test('sentences name all machines together and each one, over the trials that had workers there', () => {
  const run = sampleRun()
  expect(hostSentences(run)).toEqual([])
  const [first] = run.results
  const there = {
    ...first!,
    startNs: 1e9,
    endNs: 2e9,
    workers: first!.workers.map((own) => Object.assign({}, own, { host: 'node1' })),
  }
  const book = createHostBook()
  book.take(
    samples({
      busy: [
        [100, 0],
        [100, 100],
      ],
    }),
  )
  book.take(report)
  book.take(samples({ host: 'node2' }))
  book.take({ ...report, host: 'node2', gone: true })
  const ran = { hosts: book.hosts(), clocks: book.clocks('py'), results: [there] }
  expect(hostRows(ran)[0]).toMatchObject({ busyCores: 1.5, workers: there.workers.length, clockMs: 2 })
  expect(hostSentences(ran)).toEqual([
    'node1: 1.5 of 2 cores busy, clock ±2.0\u202fms.',
    'node2: 2 cores, clock ±2.0\u202fms; it did not answer at the end.',
  ])
})
