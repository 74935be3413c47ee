import { expect, test } from 'vitest'
import { ioWait } from './io-wait.ts'
import { evidence, NODE, row } from './testing.ts'

const sequential = row('sequential', 4)
const threads = row('threads', 2)
const processes = row('processes', 2.05, { workerStartMedian: 0.04 })
const judge = (...args: Parameters<typeof evidence> extends [unknown, ...infer Rest] ? Rest : never) =>
  ioWait.judge(evidence(ioWait, ...args))

test('threads overlap their waits, GIL or not', () => {
  const { kind, text, published, outcome } = judge([sequential, threads, processes, row('asyncio', 2)])
  expect({ kind, outcome }).toEqual({ kind: 'threads-overlap', outcome: 'threads' })
  expect(text).toContain(
    'Threads took 0.50× the sequential time: 2 waits overlap, because a thread that waits releases the GIL',
  )
  expect(text).toMatch(/Processes took 0\.51×: 2 waits overlap, at the cost of 40\.0.ms to start them\./)
  expect(text).toContain('in a single thread')
  expect(published).toBe('As in the published figures for two waiting tasks.')
})

test('without a GIL none is mentioned', () => {
  const { kind, text } = judge([sequential, threads, processes], { runtime: NODE })
  expect(kind).toBe('threads-overlap')
  expect(text).not.toContain('GIL')
})

test('waits that do not overlap are said not to', () => {
  const { kind, text, published, outcome } = judge([sequential, row('threads', 4), row('processes', 4.1)])
  expect({ kind, outcome }).toEqual({ kind: 'no-overlap', outcome: 'none' })
  expect(text).toContain('did not shorten')
  expect(published).toMatch(/^Unlike .*\(threads 0\.50×\)\./)
})

test('threads that are too noisy leave the verdict to the others', () => {
  const { kind, text, outcome } = judge([sequential, row('threads', 4, { spread: 0.6 }), processes])
  expect({ kind, outcome }).toEqual({ kind: 'processes-overlap', outcome: undefined })
  expect(text).toContain('too noisy to judge')
})

test('processes alone may overlap', () => {
  expect(judge([sequential, row('threads', 4), processes])).toMatchObject({
    kind: 'threads-do-not-overlap',
    outcome: 'processes-only',
  })
})

test('a model that did not run decides no bet', () => {
  expect(judge([sequential, processes])).toMatchObject({ kind: 'processes-overlap', outcome: undefined })
  expect(judge([sequential, row('threads', 4)])).toMatchObject({ kind: 'no-overlap', outcome: undefined })
})

test('too noisy to say', () => {
  const { kind, text, outcome } = judge([row('sequential', 4, { spread: 0.9 }), row('threads', 3)])
  expect({ kind, outcome }).toEqual({ kind: 'too-noisy', outcome: undefined })
  expect(text).toContain('0.75×')
})
