import { expect, test } from 'vitest'
import type { ProgramRecord } from '../contract/program.ts'
import { sampleProgram } from '../testing/sample-program.ts'
import { createStyle } from './style.ts'
import { describeProgram } from './watch-text.ts'

const plain = createStyle({ write: () => {} }, {})
const describe = (change: Partial<ProgramRecord> = {}) =>
  describeProgram(sampleProgram(change), plain, 80, '/home/user')
const { program, diagnosis, threads, processes } = sampleProgram()

test('the finding with its line, what to do and its numbers; a bar of states for each thread', () => {
  const text = describe()
  expect(text).toMatch(/^coreglow: gil-contention\n {2}\S/)
  expect(text).toMatch(/^python3\.13 4100: watched for 6\.60.s, 3\.87.s of CPU time, 0\.6 of 8 cores busy$/m)
  expect(text).toContain('  at work (server.py:12)\n')
  expect(text).toContain('What to do: Use processes')
  expect(text).toContain('threads waited for the GIL 50\u202f%')
  expect(text.match(/^█{4}G{4} {2}.*Thread-\d .*runs Python 50.%$/gm)).toHaveLength(2)
  expect(text).toMatch(/Python 3\.13\.0, GIL on, GIL held 100/)
  expect(text).toContain('█ runs Python  G held up by the GIL\n')
  expect(text).toMatch(/^Thread-1 +100.% +work \(server\.py:12\)$/m)
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
})

test('a program cannot write to the terminal by its names', () => {
  const name = 'red\u001b]0;title\u0007\u001b[2J'
  const text = describe({ threads: threads.map((thread) => Object.assign({}, thread, { name })) })
  expect(text).toContain('red ]0;title  [2J')
  expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u)
  const long = describe({ program: { ...program, attached: false, command: ['sh', '-c', 'x\n'.repeat(500)] } })
  expect(Math.max(...long.split('\n').map((line) => line.length))).toBeLessThan(90)
})

test('how it ended', () => {
  const ended = (change: Partial<typeof program>) => describe({ program: { ...program, attached: false, ...change } })
  expect(ended({ exitCode: 3 })).toContain('python3.13 server.py: ended with exit code 3 after')
  expect(describe({ cpuSeconds: { missing: 'it ended before it was sampled' }, processes: [], threads: [] })).toContain(
    'too short for its CPU time',
  )
  expect(ended({ signal: 'SIGSEGV' })).toContain('ended by SIGSEGV after')
})

test('noise and a missing interpreter are said', () => {
  const text = describe({
    diagnosis: { ...diagnosis, noisy: true, reasons: ['Other programs took 1.2 cores.'] },
    threads: threads.map((thread) => Object.assign({}, thread, { states: { unknown: 1 }, missing: 'not readable' })),
    processes: processes.map((process) => Object.assign({}, process, { missing: 'PyPy is not known' })),
  })
  expect(text).toContain('Noisy: Other programs took 1.2 cores.')
  expect(text).toMatch(/^\?{8} .*unknown 100.%$/m)
  expect(text).toMatch(/^Unknown of .* and \d more: not readable$/m)
  expect(text).toContain('PyPy is not known')
})

test('of many threads and findings those at the top, and how many are left out', () => {
  const [thread] = threads
  const many = Array.from({ length: 300 }, (_, tid) => ({ ...thread!, tid, name: `T${tid}`, cpuSeconds: tid }))
  const findings = Array.from({ length: 9 }, () => diagnosis.findings[0]!)
  const text = describe({ threads: many, diagnosis: { ...diagnosis, findings } })
  expect(text.split('\n').length).toBeLessThan(60)
  expect(text).toContain('and 6 weaker findings')
  expect(text).toMatch(/ 288 others /)
  expect(text.match(/^.{10}  T\d+ /gm)).toHaveLength(12)
  expect(text.indexOf('T299')).toBeLessThan(text.indexOf('T298'))
  expect(text).not.toContain('T100 ')
})
