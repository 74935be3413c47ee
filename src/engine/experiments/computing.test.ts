import { expect, test } from 'vitest'
import { cpuCountdown } from './cpu-countdown.ts'
import { evidence, FREE_THREADED, NODE, row } from './testing.ts'

const busy = (effectiveParallelism: number) => ({ effectiveParallelism })
const sequential = row('sequential', 4)
const processes = row('processes', 2.04, busy(1.96))
const judge = (...args: Parameters<typeof evidence> extends [unknown, ...infer Rest] ? Rest : never) =>
  cpuCountdown.judge(evidence(cpuCountdown, ...args))

test('threads that take as long as one after the other: the GIL serialises them', () => {
  const { kind, text, published, outcome } = judge([sequential, row('threads', 4.12), processes])
  expect({ kind, outcome }).toEqual({ kind: 'gil-serial', outcome: 'same' })
  expect(text).toContain(
    "Threads took 1.03× the sequential time: 2 threads, one GIL, so one core's worth of work at a time.",
  )
  expect(text).toContain('Processes took 0.51× and kept 2.0 cores busy.')
  expect(published).toMatch(/^As in the published figures for CPython 3\.9; unlike /)
  expect(published).toMatch(/older CPython \(threads 1\.54×\) and David Beazley.*\(threads 1\.85×\)\.$/)
})

test('threads that take clearly longer: handing over the GIL costs', () => {
  const { kind, text, published, outcome } = judge([sequential, row('threads', 5.6), processes])
  expect({ kind, outcome }).toEqual({ kind: 'gil-slower', outcome: 'slower' })
  expect(text).toContain('1.40×')
  expect(published).toMatch(/^As in the published figures for older CPython and David Beazley/)
  expect(published).toMatch(/unlike the published figures for CPython 3\.9 \(threads 1\.00×\)\.$/)
})

test.each([
  ['free-threaded', FREE_THREADED, 'runs without a GIL'],
  ['Node', NODE, 'its own interpreter'],
])('threads scale on %s, and the text says why', (_, runtime, why) => {
  const { kind, text, published, outcome } = judge([sequential, row('threads', 2.2, busy(1.8)), processes], { runtime })
  expect({ kind, outcome }).toEqual({ kind: 'threads-scale', outcome: 'faster' })
  expect(text).toContain('kept 1.8 cores busy')
  expect(text).toContain(why)
  expect(text).not.toContain('one GIL')
  expect(published).toBe('The published figures are for interpreters with a GIL.')
})

test('threads that scale with a GIL are not explained away', () => {
  const { kind, text } = judge([sequential, row('threads', 2.2, busy(1.8))])
  expect(kind).toBe('threads-scale')
  expect(text).toContain('which a single GIL does not explain')
})

test('threads without a GIL that do not scale are no GIL story', () => {
  const { kind, text } = judge([sequential, row('threads', 4.1)], { runtime: NODE })
  expect(kind).toBe('threads-do-not-scale')
  expect(text).not.toContain('one GIL')
})

test('on one core processes cannot help, and the text says so', () => {
  const { kind, text } = judge([sequential, row('threads', 4.1), row('processes', 4.2)], { cores: 1 })
  expect(kind).toBe('one-core')
  expect(text).toContain('Only one core is available')
  expect(text).toMatch(/threads took 1\.02×, processes 1\.05× the sequential time\.$/)
})

test('processes without threads are judged by themselves', () => {
  expect(judge([sequential, processes])).toMatchObject({ kind: 'processes-scale', outcome: undefined })
  const small = judge([row('sequential', 0.2), row('processes', 0.2, { workerStartMedian: 0.09 })])
  expect(small.kind).toBe('processes-do-not-scale')
  expect(small.text).toContain('starting them took')
})

test('one noisy model is said to be noisy; the others are judged', () => {
  const { kind, text, outcome } = judge([sequential, row('threads', 4.3, { spread: 0.6 }), processes])
  expect({ kind, outcome }).toEqual({ kind: 'processes-scale', outcome: undefined })
  expect(text).toContain('too noisy to judge')
})

test('without the sequential model the others are compared with each other', () => {
  const { kind, text, outcome } = judge([row('threads', 4), row('processes', 2)])
  expect({ kind, outcome }).toEqual({ kind: 'no-baseline', outcome: undefined })
  expect(text).toContain('Threads took 2.00× the time of processes.')
})

test.each([
  ['incomplete', [sequential], 2],
  ['incomplete', [], 2],
  ['one-worker', [sequential, row('threads', 4)], 1],
  ['too-noisy', [row('sequential', 4, { spread: 0.7 }), row('threads', 4.4), row('processes', 3.5)], 2],
])('%s', (kind, summary, workers) => {
  expect(judge(summary, { workers })).toMatchObject({ kind })
  expect(judge(summary, { workers }).outcome).toBeUndefined()
})

test('a baseline that other programs kept from its core says nothing, however steady', () => {
  const { kind, text, outcome } = judge([row('sequential', 4, busy(0.3)), row('threads', 2.2), processes])
  expect({ kind, outcome }).toEqual({ kind: 'too-noisy', outcome: undefined })
  expect(text).toMatch(/^Too noisy to say: one worker at a time got only 0\.3 of a core; threads took 0\.55×/)
})

test('under a quota of half a core, half a core is no noise', () => {
  const { kind } = judge([row('sequential', 4, busy(0.5)), row('threads', 4.1, busy(0.5))], { cores: 0.5 })
  expect(kind).toBe('one-core')
})

test('threads that are faster on no more cores are noise, with a GIL or without', () => {
  for (const runtime of [undefined, NODE]) {
    const { kind, text, outcome } = judge([sequential, row('threads', 3.2, busy(0.9))], runtime && { runtime })
    expect({ kind, outcome }).toEqual({ kind: 'too-noisy', outcome: undefined })
    expect(text).toBe('Threads took 0.80× the sequential time, too noisy to judge: 0.9 cores were busy.')
  }
})

test('threads that were kept from the cores are not slow for the GIL', () => {
  const { kind, text, outcome } = judge([sequential, row('threads', 6, busy(0.5)), processes])
  expect({ kind, outcome }).toEqual({ kind: 'processes-scale', outcome: undefined })
  expect(text).toContain('Threads took 1.50× the sequential time, too noisy to judge: 0.5 cores were busy.')
})

test('a pool of threads shares the GIL too, and a model of the GIL is one lock', () => {
  const pool = judge([sequential, row('thread-pool', 4.1), processes])
  expect(pool.text).toContain("2 threads, one GIL, so one core's worth of work at a time.")
  const model = judge([sequential, row('gil', 5), processes], { runtime: NODE })
  expect(model.text).toContain('2 threads, one lock,')
  expect(model.text).toContain('handing over the lock costs time')
})

test('workers that keep the cores busy and are no faster hold each other up', () => {
  const { kind, text } = judge([sequential, row('threads', 4.2, busy(1.9))], { runtime: FREE_THREADED })
  expect(kind).toBe('threads-do-not-scale')
  expect(text).toBe('Threads took 1.05× the sequential time: they kept 1.9 cores busy but got no more done.')
})

test('where nothing was published nothing is compared', () => {
  const experiment = { ...cpuCountdown.experiment, published: [] }
  for (const runtime of [undefined, NODE]) {
    const change = runtime === undefined ? { experiment } : { experiment, runtime }
    expect(judge([sequential, row('threads', 2.2, busy(1.8))], change).published).toBeUndefined()
  }
})
