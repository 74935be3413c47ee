import { spawn, type ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import { coresOfPart } from '../../contract/load.ts'
import type { ProgramEvent } from '../../contract/program.ts'
import type { StreamParams } from '../../contract/procedures.ts'
import { isRun } from '../../contract/saved-record.ts'
import { createEngine } from '../engine.ts'
import { testOptions } from '../testing.ts'
import { hasKernelFlag } from './kernel-thread.ts'
import { cpuSecondsOf, endText } from '../observation/task-use.ts'

const options = testOptions()
const engine = createEngine(options)
const children: ChildProcess[] = []
/** The machine may be busy. */
const SOON = { timeout: 20_000 }
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await engine.close()
  options.remove()
})

/** A Node program in a process of its own. */
function program(code: string): number {
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' })
  children.push(child)
  return child.pid!
}

const waiting = () => program('setInterval(() => {}, 1000)')

/** Starts a recording. */
function begin(params: StreamParams<'program'>, service = engine.service) {
  const events: ProgramEvent[] = []
  let leave = () => {}
  const ended = new Promise<Error | undefined>((resolve) => {
    leave = service.streams.program!(params, (event) => events.push(event), resolve)
  })
  const eventOf = <T extends ProgramEvent['type']>(type: T) =>
    events.find((event): event is Extract<ProgramEvent, { type: T }> => event.type === type)
  return { ended, leave, events, eventOf }
}

/** Resolves when there are some samples. */
async function sampled(recording: ReturnType<typeof begin>): Promise<void> {
  await expect.poll(() => recording.eventOf('began'), SOON).toBeDefined()
  await sleep(1000)
}

async function observationOf(id: string) {
  const saved = await engine.service.calls.run!({ id })
  if (isRun(saved)) throw new Error(`${id} is a run`)
  return saved
}

test('a program is recorded until it ends, and how it ended is unknown for a reason', async () => {
  const pid = program('for (;;);')
  const recording = begin({ target: { type: 'attach', pid: pid }, title: 'Busy loop' })
  await sampled(recording)
  process.kill(pid, 'SIGKILL')
  expect(await recording.ended).toBeUndefined()
  expect(recording.events.map(({ type }) => type)).toEqual(['began', 'end'])
  expect(recording.eventOf('began')).toMatchObject({ title: 'Busy loop', program: { pid, tid: pid } })
  const { id, saved, status } = recording.eventOf('end')!
  expect([saved.ok, status]).toEqual([true, 'finished'])
  const observation = await observationOf(id)
  expect(observation).toMatchObject({ kind: 'program', title: 'Busy loop', program: { pid }, clocks: [] })
  expect(observation.failure).toBeUndefined()
  expect(observation.wallSeconds).toBeGreaterThan(0)
  expect(cpuSecondsOf(observation.recording)).toBeGreaterThan(0)
  const task = observation.recording.tasks.find((candidate) => candidate.pid === pid && candidate.kind === 'process')!
  expect(endText(task)).toBe('ended; the system tells only its parent process how it ended')
  const { load } = observation.environments[0]
  // A part of its own, beside other programs, where the system has such an account.
  const cores = 'missing' in load ? Infinity : coresOfPart(load, 'watched')
  expect(cores).toBeGreaterThan(0)
})

test('after some seconds, and when it is stopped, the program lives on', async () => {
  const pid = waiting()
  const timed = begin({ target: { type: 'attach', pid: pid }, seconds: 1 })
  expect(await timed.ended).toBeUndefined()
  const stopped = begin({ target: { type: 'attach', pid: pid } })
  await sampled(stopped)
  expect(await engine.service.calls.stopProgram!({ id: 'another', end: 'watching' })).toEqual({ stopped: false })
  const { id } = stopped.eventOf('began')!
  expect(await engine.service.calls.stopProgram!({ id, end: 'watching' })).toEqual({ stopped: true })
  expect(await stopped.ended).toBeUndefined()
  const { status, recording } = await observationOf(id)
  expect(status).toBe('finished')
  expect(endText(recording.tasks.find((task) => task.pid === pid)!)).toBe('')
  expect(process.kill(pid, 0)).toBe(true)
})

test('while one is on, a second recording and a run are refused; when the client leaves it is saved as stopped', async () => {
  const recording = begin({ target: { type: 'attach', pid: waiting() } })
  await sampled(recording)
  await expect(begin({ target: { type: 'attach', pid: process.ppid } }).ended).rejects.toMatchObject({ code: 'busy' })
  await expect(engine.service.calls.startRun!({ experiment: 'io-wait' })).rejects.toMatchObject({ code: 'busy' })
  recording.leave()
  await recording.ended
  const { id } = recording.eventOf('end')!
  expect(await observationOf(id)).toMatchObject({ status: 'stopped', failure: { code: 'closed' } })
})

test('nothing is saved where there is nothing: a sentence says why', async () => {
  const before = await engine.service.calls.runs!({})
  const gone = program('')
  await expect.poll(() => children.find(({ pid }) => pid === gone)!.exitCode, SOON).toBe(0)
  const cases = [
    [{ target: { type: 'attach', pid: 4_194_305 } }, 'bad-params', 'No process with PID 4194305.'],
    [{ target: { type: 'attach', pid: gone } }, 'bad-params', `No process with PID ${gone}.`],
    [{ target: { type: 'attach', pid: process.pid } }, 'bad-params', `Process ${process.pid} is Coreglow itself.`],
  ] as const
  for (const [params, code, message] of cases) {
    const error = await begin(params).ended
    expect(error).toMatchObject({ code, message: expect.stringContaining(message) })
  }
  expect(await engine.service.calls.runs!({})).toEqual(before)
})

test('closing the engine saves what was recorded', async () => {
  const other = createEngine(options)
  const recording = begin({ target: { type: 'attach', pid: waiting() } }, other.service)
  await sampled(recording)
  await other.close()
  expect(await observationOf(recording.eventOf('end')!.id)).toMatchObject({ status: 'stopped' })
})

test.each([
  ['2 (kthreadd) S 0 0 0 0 -1 2129984 0 0 0 0', true],
  ['812 (a) b (c) S 1 812 812 0 -1 4194560 0 0', false],
  ['', false],
])('%j is a kernel thread: %s', (stat, expected) => expect(hasKernelFlag(stat)).toBe(expected))
