import { describe, expect, test } from 'vitest'
import { evidenceOf, stackOf, type ThreadSketch } from '../testing.ts'
import { daemonThreads } from './daemon-threads.ts'
import { failed } from './failed.ts'
import { memory } from './memory.ts'
import { orphans } from './orphans.ts'
import { workersDying } from './workers-dying.ts'

describe('failed', () => {
  test('by its exit code or a signal, with its own last line', () => {
    expect(failed(evidenceOf({ exit: { code: 1 }, lastLines: ['Traceback', 'KeyError: 3', ''] }))?.text).toBe(
      'The program ended with exit code 1. Its last line: KeyError: 3',
    )
    expect(failed(evidenceOf({ exit: { signal: 'SIGSEGV', byCoreglow: false } }))?.text).toContain('SIGSEGV')
  })

  test('is not a program that ended well, that Coreglow or the user ended, that runs, or of which it is not known', () => {
    expect(failed(evidenceOf({ exit: { code: 0 } }))).toBeUndefined()
    expect(failed(evidenceOf({ exit: { signal: 'SIGTERM', byCoreglow: true } }))).toBeUndefined()
    expect(failed(evidenceOf({ exit: { signal: 'SIGINT', byCoreglow: false } }))).toBeUndefined()
    expect(failed(evidenceOf({ exit: { missing: 'attached' } }))).toBeUndefined()
    expect(failed(evidenceOf({ ended: false }))).toBeUndefined()
  })
})

describe('daemon-threads', () => {
  const uploading = { activity: 'sleep', frames: stackOf(['upload app.py:8']).frames } as const
  const cutOff: ThreadSketch = {
    daemon: true,
    shares: { sleep: 1 },
    last: uploading,
    stacks: [stackOf(['upload app.py:8'], { sleep: 50 })],
  }
  const program = (thread: ThreadSketch) => evidenceOf({ exit: { code: 0 }, threads: [{}, thread] })

  test('that had work at the end are named with their line', () => {
    expect(daemonThreads(program(cutOff))?.where[0]).toMatchObject({ line: 8 })
  })

  test('that were idle, ended before, keep the program alive, or are not known to be daemons, are not', () => {
    expect(daemonThreads(program({ ...cutOff, last: { ...uploading, activity: 'idle' } }))).toBeUndefined()
    expect(daemonThreads(program({ ...cutOff, end: 5 }))).toBeUndefined()
    expect(daemonThreads(program({ ...cutOff, daemon: false }))).toBeUndefined()
    expect(daemonThreads(program({ ...cutOff, daemon: undefined }))).toBeUndefined()
  })

  test('that the first thread waited for ended by themselves', () => {
    const joining = { last: { activity: 'task', frames: [] } } as const
    expect(daemonThreads(evidenceOf({ exit: { code: 0 }, threads: [joining, cutOff] }))).toBeUndefined()
  })

  test('of a program that runs on are not cut off', () => {
    expect(daemonThreads(evidenceOf({ ended: false, threads: [{}, cutOff] }))).toBeUndefined()
  })
})

test('workers-dying: two ends that are failures, and none that are usual', () => {
  const killed = { exit: { signal: 'SIGKILL', byCoreglow: false } } as const
  expect(workersDying(evidenceOf({ processes: [{}, killed, { exit: { code: 1 } }] }))?.text).toContain(
    'SIGKILL, exit code 1',
  )
  expect(workersDying(evidenceOf({ processes: [{}, killed, { exit: { code: 0 } }] }))).toBeUndefined()
  expect(workersDying(evidenceOf({ processes: [{}, { exit: { missing: 'no parent' } }, {}] }))).toBeUndefined()
})

test('orphans: processes that go on for a second or more after their parent', () => {
  const after = (end: number) => evidenceOf({ seconds: 10, processes: [{ end: 5 }, { orphan: true, end }] })
  expect(orphans(after(Infinity))?.text).toContain('1 still run')
  expect(orphans(after(8))?.text).not.toContain('still run')
  expect(orphans(after(5.2))).toBeUndefined()
  expect(orphans(evidenceOf({ processes: [{}, {}] }))).toBeUndefined()
})

describe('memory', () => {
  const worker = (private_: number, shared: number) => ({
    memory: { firstPrivate: 1e6, lastPrivate: private_, peakPrivate: private_, firstShared: 40e6, lastShared: shared },
  })

  test('that workers shared and copy by use', () => {
    const copied = evidenceOf({ processes: [{}, worker(31e6, 9e6), worker(31e6, 9e6)] })
    expect(memory(copied)?.text).toMatch(/each has 31\.0.MB/)
    const parent = { memory: { firstPrivate: 2e6, firstShared: 54e6 } }
    const seenLate = (lastShared: number) => ({
      memory: { firstPrivate: 15e6, peakPrivate: 15e6, firstShared: lastShared, lastShared },
    })
    expect(memory(evidenceOf({ processes: [parent, seenLate(38e6), seenLate(38e6)] }))).toBeDefined()
    expect(memory(evidenceOf({ processes: [parent, seenLate(50e6), seenLate(50e6)] }))).toBeUndefined()
  })

  test('that they allocate, that hardly grows, or that the program alone has, is theirs', () => {
    expect(memory(evidenceOf({ processes: [{}, worker(31e6, 40e6), worker(31e6, 40e6)] }))).toBeUndefined()
    expect(memory(evidenceOf({ processes: [{}, worker(3e6, 38e6), worker(3e6, 38e6)] }))).toBeUndefined()
    expect(memory(evidenceOf({ processes: [worker(900e6, 0)] }))).toBeUndefined()
  })

  test('that is swapped and read back is short', () => {
    expect(memory(evidenceOf({ processes: [{ memory: { swapped: 200e6, majorFaults: 5000 } }] }))?.text).toContain(
      'Memory is short',
    )
    expect(memory(evidenceOf({ processes: [{ memory: { swapped: 200e6, majorFaults: 5 } }] }))).toBeUndefined()
  })
})
