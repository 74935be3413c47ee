import { expect, test } from 'vitest'
import { sampleRun } from '../../testing/sample-run.ts'
import type { Run, TrialResult, WorkerResult } from '../../contract/run.ts'
import { trace, traceEvents, type TraceEvent } from './trace.ts'

/** Each worker ran twice, for 1 ms and for 3.000001 ms, and never while another did. */
const running = (index: number) => [0, 1e6, 2e6, 5_000_001].map((ns) => ns + index * 10e6)
const run = sampleRun({
  change: (original) => ({
    ...original,
    results: original.results.map((trial) => {
      const workers = trial.workers.map((worker) =>
        Object.assign({}, worker, { gil: '1', running: running(worker.index) }),
      )
      return Object.assign({}, trial, { workers })
    }),
  }),
})
const events = [...traceEvents(run)]
const named = (name: string) => events.filter((event) => event.name === name)

test('the file is what the Trace Event Format says, and names what it is of', () => {
  const { traceEvents: read, otherData } = JSON.parse(trace(run)) as { traceEvents: TraceEvent[]; otherData: object }
  expect(read).toHaveLength(events.length)
  for (const event of read) expect(isEvent(event)).toBe(true)
  expect(otherData).toMatchObject({ run: run.id, noise: 'not noisy' })
})

/** A 32-bit number for process and thread, which Perfetto reads; a name; a time but for metadata. */
function isEvent({ ph, name, pid, tid, ts = NaN, dur = NaN }: TraceEvent): boolean {
  const placed = name !== '' && [pid, tid].every((id) => Number.isInteger(id) && id > 0 && id < 2 ** 32)
  return placed && (ph === 'M' || ((ph === 'C' || ph === 'i' || dur >= 0) && ts >= 0))
}

const io = sampleRun({ experiment: 'io-wait', workers: 3 })
/** Run of a system that reports no thread ids. */
const oneThread = change(run, (worker, trial) => ({ ...worker, pid: trial.pid, tid: trial.pid }))
/** Each stamps its beginning before the one before it has stamped its end. */
const early = change(run, (worker) => ({ ...worker, running: [0, 5e6].map((ns) => ns + worker.index * 4e6) }))

function change(original: Run, worker: (result: WorkerResult, trial: TrialResult) => WorkerResult): Run {
  const results = original.results.map((trial) => {
    const workers = trial.workers.map((workerResult) => worker(workerResult, trial))
    return Object.assign({}, trial, { workers })
  })
  return { ...original, results }
}

test.each(Object.entries({ run, io, oneThread, early }))(
  'slices of one track are nested: none begins in another and ends after it (%s)',
  (_, record) => {
    const tracks = new Map<string, TraceEvent[]>()
    for (const event of traceEvents(record)) {
      if (event.ph !== 'X') continue
      const key = `${event.pid}/${event.tid}`
      tracks.set(key, [...(tracks.get(key) ?? []), event])
    }
    expect([...tracks.values()].filter((track) => !isNested(track))).toEqual([])
    const workers = record.results.flatMap((trial) => trial.workers)
    expect([...tracks.values()].flat().filter(({ name }) => /^worker \d+$/.test(name))).toHaveLength(workers.length)
  },
)

/** ns, as Perfetto reads a time. */
const ns = (us = 0) => Math.round(us * 1000)

function isNested(track: readonly TraceEvent[]): boolean {
  const open: number[] = []
  return track
    .map(({ ts, dur }) => [ns(ts), ns(ts) + ns(dur)] as const)
    .toSorted(([a, endA], [b, endB]) => a - b || endB - endA)
    .every(([start, end]) => {
      while (open.length > 0 && open.at(-1)! <= start) open.pop()
      const fits = end <= (open.at(-1) ?? Infinity)
      open.push(end)
      return fits
    })
}

test.each(Object.entries({ run, io, oneThread }))(
  'a thread has one number, and one name, in all processes (%s)',
  (_, record) => {
    const pids = new Map<number, Set<number>>()
    const names = new Map<number, Set<unknown>>()
    const add = <T>(map: Map<number, Set<T>>, key: number, value: T) => map.set(key, new Set(map.get(key)).add(value))
    for (const { ph, name, pid, tid, args } of traceEvents(record)) {
      add(pids, tid, pid)
      if (ph === 'M' && name === 'thread_name') add(names, tid, args?.['name'])
    }
    expect([...pids, ...names].filter(([, values]) => values.size > 1)).toEqual([])
  },
)

test('read back, a worker is as long as it was, to the nanosecond', () => {
  const { traceEvents: read } = JSON.parse(trace(run)) as { traceEvents: TraceEvent[] }
  const slices = read.filter(({ name }) => /^worker \d+$/.test(name))
  const workers = run.results.flatMap((trial) => trial.workers)
  expect(slices.map(({ dur }) => ns(dur))).toEqual(workers.map(({ startNs, endNs }) => endNs - startNs))
  const starts = workers.map(({ startNs }) => startNs - run.recording.tNs[0]!)
  expect(slices.map(({ ts }) => ns(ts))).toEqual(starts)
})

test('each moment of a GIL has one holder', () => {
  const holds = [...traceEvents(early)].filter(({ ph, args }) => ph === 'X' && args?.['gil'] === '1')
  expect(holds).toHaveLength(early.results.flatMap((trial) => trial.workers).length)
  const [first, second] = ['Thread-1', 'Thread-2'].map((name) => holds.find((hold) => hold.name.endsWith(name)))
  expect(ns(second?.ts)).toBe(ns(first?.ts) + ns(first?.dur))
})

test('a slice for each worker, its spans inside it to the nanosecond, and the GIL that it held', () => {
  const workers = run.results.flatMap((trial) => trial.workers)
  expect(events.filter(({ name }) => /^worker \d+$/.test(name))).toHaveLength(workers.length)
  const slices = named('running')
  expect(slices).toHaveLength(2 * workers.length)
  expect(slices.map(({ dur }) => dur)).toContain(3000.001)
  const gil = events.filter(({ ph, args }) => ph === 'X' && args?.['gil'] === '1')
  expect(gil).toHaveLength(slices.length)
})

test('names for processes, threads and cores, and counters', () => {
  const names = named('process_name').map(({ args }) => args?.['name'])
  expect(names).toEqual(expect.arrayContaining(['Cores', 'GILs', expect.stringMatching(/^Process-1 \(processes/)]))
  expect(named('busy %').length).toBeGreaterThan(run.recording.tNs.length / 2)
  expect(named('thread_name').map(({ args }) => args?.['name'])).toContain('core 7')
})

test('what was lost or died is an instant', () => {
  const [first, ...rest] = run.results
  const workers = first!.workers.map((worker) => Object.assign({}, worker, { lost: 'signal SIGSEGV' }))
  const lost = [...traceEvents({ ...run, results: [{ ...first!, workers, died: 'signal SIGSEGV' }, ...rest] })]
  const instants = lost.filter(({ ph }) => ph === 'i').map(({ name }) => name)
  expect(instants).toEqual(['died: signal SIGSEGV', 'lost: signal SIGSEGV', 'lost: signal SIGSEGV'])
})
