import * as v from 'valibot'
import { expect, test } from 'vitest'
import { RunEventSchema } from './run-event.ts'
import { RunListingSchema } from './run-listing.ts'
import { MonitorReportSchema } from './observation.ts'
import { RunRequestSchema, VerdictSchema } from './run.ts'

test('a request may leave out all but the experiment; numbers are numbers', () => {
  expect(v.is(RunRequestSchema, { experiment: 'six' })).toBe(true)
  expect(v.is(RunRequestSchema, {})).toBe(false)
  for (const workers of ['abc', '2', null, NaN]) {
    expect(v.is(RunRequestSchema, { experiment: 'six', workers })).toBe(false)
  }
})

test('what could not be measured says why, and is neither 0 nor null', () => {
  const report = {
    rateAsked: 20,
    rateAchieved: 19.9,
    missedTicks: 0,
    latenessMs: { missing: 'too short' },
    ownCpuSeconds: 1,
  }
  expect(v.is(MonitorReportSchema, { ...report, samplerCpuSeconds: { missing: 'not told' } })).toBe(true)
  for (const samplerCpuSeconds of [null, NaN, undefined, { missing: 1 }]) {
    expect(v.is(MonitorReportSchema, { ...report, samplerCpuSeconds })).toBe(false)
  }
})

test('a line of the history is a run, a program, or a file that cannot be read', () => {
  const line = { id: 'x', createdAt: '2026-11-22T10:15:00.000Z', bytes: 9 }
  const run = {
    kind: 'run',
    experiment: 'io-wait',
    title: 't',
    runtime: 'r',
    verdict: 'v',
    noisy: false,
    pinned: false,
  }
  expect(v.is(RunListingSchema, { ...line, ...run, status: 'stopped' })).toBe(true)
  const seen = { program: 'python3 1', wallSeconds: 2, finding: 'f', noisy: false }
  const program = { kind: 'program', title: 't', ...seen, pinned: false }
  expect(v.is(RunListingSchema, { ...line, ...program, status: 'finished' })).toBe(true)
  expect(v.is(RunListingSchema, { ...line, status: 'unreadable', file: '/x', reason: 'damaged' })).toBe(true)
  expect(v.is(RunListingSchema, { ...line, status: 'finished' })).toBe(false)
  expect(v.is(RunListingSchema, { ...line, ...run, status: 'running' })).toBe(false)
})

test('verdict kinds are stable names', () => {
  const verdict = { text: 'It is so.', noisy: false, reasons: [] }
  expect(v.is(VerdictSchema, { ...verdict, kind: 'gil-serial' })).toBe(true)
  expect(v.is(VerdictSchema, { ...verdict, kind: 'It is so' })).toBe(false)
})

test('events are told apart by their type', () => {
  expect(v.is(RunEventSchema, { type: 'idle' })).toBe(true)
  expect(v.is(RunEventSchema, { type: 'main', runId: 'x', variant: 'threads', repeat: 1, pid: 7 })).toBe(true)
  expect(v.is(RunEventSchema, { type: 'main', runId: 'x' })).toBe(false)
  expect(v.is(RunEventSchema, { type: 'nothing' })).toBe(false)
})
