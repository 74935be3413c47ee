import { expect, test } from 'vitest'
import type { ProgramEvent } from '../../contract/program.ts'
import { sampleProgram } from '../../testing/sample-program.ts'
import { beginSession, isOn, reduceSession, type ProgramSession } from './session.ts'

const REQUEST = { target: { type: 'attach', pid: 4121 } } as const
const { program, diagnosis } = sampleProgram()

function after(...events: readonly ProgramEvent[]): ProgramSession {
  return events.reduce(reduceSession, beginSession(REQUEST))
}
const began: ProgramEvent = { type: 'began', id: 'x', title: 'x', program, startNs: 1000 }
const output = (text: string, stream: 'stdout' | 'stderr' = 'stdout'): ProgramEvent => ({
  type: 'output',
  stream,
  text,
})

test('a program begins, ends, and is saved', () => {
  expect(after().phase).toBe('starting')
  expect(after(began)).toMatchObject({ phase: 'running', id: 'x', log: { startNs: 1000 } })
  const ended = after(began, { type: 'ended', exitCode: 3, signal: null })
  expect(ended).toMatchObject({ phase: 'ended', program: { exitCode: 3 } })
  expect(isOn(ended)).toBe(true)
  const end: ProgramEvent = {
    type: 'end',
    id: 'x',
    status: 'finished',
    durationSeconds: 1,
    diagnosis,
    saved: { ok: true, bytes: 10 } as never,
  }
  expect(isOn(reduceSession(ended, end))).toBe(false)
})

test('windows change the log and not the session', () => {
  const session = after(began)
  const window = {
    fromNs: 1000,
    toNs: 1100,
    rows: { thread: [], activity: [], ns: [] },
    gils: [],
    inFlight: 1,
  }
  expect(reduceSession(session, { type: 'window', window })).toBe(session)
  expect(session.log.nowNs).toBe(1100)
})

test('output is in lines, each stream with its own, and only the last are kept', () => {
  const { output: lines } = after(output('one\ntw'), output('bad\n', 'stderr'), output('o\nthree\n'), output('four'))
  expect(lines.map(({ text, stream }) => `${stream} ${text}`)).toEqual([
    'stdout one',
    'stdout two',
    'stderr bad',
    'stdout three',
    'stdout four',
  ])
  expect(after(output('x\n'.repeat(5000))).output.length).toBeLessThan(1000)
})

test('a warning is shown once', () => {
  const warning: ProgramEvent = { type: 'warning', message: 'Slow.' }
  expect(after(warning, warning).warnings).toEqual(['Slow.'])
})
