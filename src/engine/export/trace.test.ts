import { expect, test } from 'vitest'
import { sampleRun } from '../../../e2e/fixtures/sample-run.ts'
import { trace, traceEvents, type TraceEvent } from './trace.ts'

/** Each worker ran twice, for 1 ms and for 3.000001 ms, and never while another did. */
const running = (index: number) => [0, 1e6, 2e6, 5_000_001].map((ns) => ns + index * 10e6)
const run = sampleRun({
  change: (each) => ({
    ...each,
    results: each.results.map((trial) => {
      const workers = trial.workers.map((one) => Object.assign({}, one, { gil: '1', running: running(one.index) }))
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

function isEvent({ ph, name, pid, tid, ts = NaN, dur = NaN }: TraceEvent): boolean {
  const placed = name !== '' && Number.isInteger(pid) && Number.isInteger(tid)
  return placed && (ph === 'M' || ((ph === 'C' || ph === 'i' || dur >= 0) && ts >= 0))
}

test('slices of one track are nested: none begins in another and ends after it', () => {
  const tracks = new Map<string, TraceEvent[]>()
  for (const event of events) {
    if (event.ph !== 'X') continue
    const key = `${event.pid}/${event.tid}`
    tracks.set(key, [...(tracks.get(key) ?? []), event])
  }
  expect([...tracks.values()].filter((track) => !isNested(track))).toEqual([])
})

function isNested(track: readonly TraceEvent[]): boolean {
  const open: number[] = []
  return track
    .toSorted((a, b) => a.ts! - b.ts! || b.dur! - a.dur!)
    .every(({ ts = 0, dur = 0 }) => {
      while (open.length > 0 && open.at(-1)! <= ts + 1e-3) open.pop()
      const fits = ts + dur <= (open.at(-1) ?? Infinity) + 1e-3
      open.push(ts + dur)
      return fits
    })
}

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
