import { expect, test } from 'vitest'
import { runtimeLike } from '../experiments/testing.ts'
import type { Exit } from '../../contract/observation.ts'
import type { Workload } from '../runtimes/workload.ts'
import { exitOf, withWorkload } from './workload-host.ts'

/** A workload that answers when it is told to, so that no test waits for a real deadline. */
function stage(deadlineSeconds = 60) {
  const controller = new AbortController()
  const watched: number[] = []
  let kills = 0
  const death = () => (kills > 0 ? 'signal SIGKILL' : undefined)
  const workload = { pid: 7, death, kill: async () => void kills++ } as unknown as Workload
  const exits: Exit[] = []
  const host = {
    runtimes: { start: async () => workload },
    monitor: { watch: ({ pid }: { pid: number }) => void watched.push(pid) },
    runtime: runtimeLike(),
    args: [],
    signal: controller.signal,
    deadlineSeconds,
    onExit: (_: number, exit: Exit) => void exits.push(exit),
  }
  return { host, controller, watched, exits, kills: () => kills }
}

const never = () => new Promise<never>(() => {})

test('a deadline may be any number of seconds', async () => {
  const { host } = stage(130 / 3)
  await expect(withWorkload(host, async ({ pid }) => pid)).resolves.toBe(7)
})

test('it is watched while it is used, and killed afterwards', async () => {
  const { host, watched, exits, kills } = stage()
  const answer = await withWorkload(host, async ({ pid }) => [pid, ...watched, kills()])
  expect(answer).toEqual([7, 7, 0])
  expect(kills()).toBe(1)
  expect(exits).toEqual([{ signal: 'SIGKILL', byCoreglow: true }])
})

test('it is killed when its use fails', async () => {
  const { host, kills } = stage()
  await expect(withWorkload(host, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(kills()).toBe(1)
})

test('a stop does not wait for its answer', async () => {
  const { host, controller, kills } = stage()
  const using = withWorkload(host, never)
  controller.abort(new Error('stop'))
  await expect(using).rejects.toThrow('stop')
  expect(kills()).toBe(1)
})

test('after the deadline it is ended with a sentence', async () => {
  const { host, kills } = stage(0.05)
  await expect(withWorkload(host, never)).rejects.toMatchObject({
    code: 'run-failed',
    message: expect.stringContaining('did not finish within'),
  })
  expect(kills()).toBe(1)
})

test.each([
  ['exit code 3', { code: 3 }],
  ['signal SIGSEGV', { signal: 'SIGSEGV', byCoreglow: false }],
  ['MemoryError', { missing: 'MemoryError' }],
  [undefined, { missing: 'not reported' }],
])('the end of a process, reported as %j', (words, exit) => {
  expect(exitOf(words)).toEqual(exit)
})
