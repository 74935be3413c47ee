import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { testOptions } from '../testing.ts'
import { createGuard } from './guard-client.ts'
import { buildRuntimes } from './guard-testing.ts'
import { makeScratch } from './scratch.ts'
import { lives } from './testing.ts'

function options() {
  const { remove, ...rest } = testOptions()
  onTestFinished(remove)
  return rest
}

function startLeader(): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { detached: true, stdio: 'ignore' })
  onTestFinished(() => void child.kill('SIGKILL'))
  return Object.assign(child, { pid: child.pid! })
}

/** What an app does: it starts a run that would never end, and tells the pids of all that works in it. */
const app = `
  const [runtimesFile, options] = JSON.parse(process.argv[1])
  const { createRuntimes } = await import(runtimesFile)
  options.programs.guard = new URL(options.programs.guard)
  const runtimes = createRuntimes(options)
  const workload = await runtimes.start(await runtimes.preferred())
  const pids = [workload.pid]
  await workload.run({ work: 'countdown', model: 'processes', workers: 2, workUnits: 1e13 }, ({ type, pid }) => {
    if (type === 'worker-start' && pids.push(pid) === 3) console.log(JSON.stringify(pids))
  })`

test('when the app and its whole group are killed, no worker lives two seconds later', async () => {
  const args = ['--input-type=module', '-e', app, '--', JSON.stringify([await buildRuntimes('guard-test'), options()])]
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const pids = JSON.parse(line) as number[]
  expect(pids.filter(lives)).toHaveLength(3)
  process.kill(process.platform === 'win32' ? child.pid! : -child.pid!, 'SIGKILL')
  await expect.poll(() => pids.filter(lives), { timeout: 10_000 }).toEqual([])
})

test('an app that dies before the guard can answer leaves nobody', async () => {
  const leader = startLeader()
  const guard = spawn(process.execPath, [fileURLToPath(options().programs.guard)], { stdio: 'pipe' })
  guard.stdout.destroy()
  guard.stdin.end(`watch ${leader.pid} token\n`)
  await once(guard, 'exit')
  expect(lives(leader.pid)).toBe(false)
})

test('closing it ends what it watches over, with its temporary files', async () => {
  const guard = createGuard(options())
  const leader = startLeader()
  const runToken = randomUUID()
  const { TMPDIR = '' } = makeScratch(runToken)
  expect(existsSync(TMPDIR)).toBe(true)
  await guard.watch(leader.pid, runToken)
  await guard.close()
  expect(lives(leader.pid)).toBe(false)
  expect(existsSync(TMPDIR)).toBe(false)
})

test('a closed one watches over nobody', async () => {
  const guard = createGuard(options())
  await guard.close()
  await expect(guard.watch(startLeader().pid, 'token')).rejects.toMatchObject({ code: 'closed' })
})

test('closing it spares what it was told to forget', async () => {
  const guard = createGuard(options())
  const leader = startLeader()
  await guard.watch(leader.pid, 'token')
  guard.forget(leader.pid)
  await guard.close()
  expect(lives(leader.pid)).toBe(true)
})

test('a guard that cannot run is an error, not a promise', async () => {
  const programs = { ...options().programs, guard: new URL('file:///nowhere/guard.js') }
  const guard = createGuard({ ...options(), programs })
  await expect(guard.watch(startLeader().pid, 'token')).rejects.toMatchObject({ code: 'internal' })
})
