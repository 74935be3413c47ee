import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { buildModule, kill, processesOf, TEST } from '../runtimes/guard-testing.ts'
import { testOptions } from '../testing.ts'

// What is left of a program that Coreglow has started when Coreglow is killed (SIGKILL) at any moment, above all while it starts it.

const { remove, ...options } = testOptions()
const folder = mkdtempSync(join(tmpdir(), 'coreglow-sudden-'))
afterAll(() => {
  remove()
  rmSync(folder, { recursive: true })
})

const POOL = join(folder, 'pool.py')
writeFileSync(
  POOL,
  `import concurrent.futures, time
if __name__ == '__main__':
    with concurrent.futures.ProcessPoolExecutor(3) as pool:
        list(pool.map(time.sleep, [60] * 3))
`,
)

/** Starts a program as Coreglow does: in its own process group and with its streams. */
const app = `
  const [guardFile, targetFile, options, target] = JSON.parse(process.argv[1])
  const [{ createGuard }, { startTarget }] = await Promise.all([import(guardFile), import(targetFile)])
  options.programs.guard = new URL(options.programs.guard)
  await startTarget(target, createGuard(options), () => {})
  setInterval(() => {}, 1000)`

const modules = (async () => {
  const guard = await buildModule('sudden-guard', new URL('../runtimes/guard-client.ts', import.meta.url))
  return [guard, await buildModule('sudden-target', new URL('target.ts', import.meta.url))]
})()

/**
 * Kills Coreglow some time after its program has been seen, and with `node` its guard of Node as well. Answers what lives
 * of the program: on a quiet machine nothing after 2 s; here five are killed at once, beside other tests.
 */
async function leftAfter(command: readonly string[], delayMs: number, { node = false, detached = false } = {}) {
  const id = randomUUID()
  const target = { type: 'start', command, output: 'inherit', detached }
  const given = JSON.stringify([...(await modules), options, target])
  const child = spawn(process.execPath, ['--input-type=module', '-e', app, '--', given], {
    env: { ...process.env, [TEST]: id },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const programOf = () => processesOf(id).filter(({ isWorker }) => isWorker)
  while (programOf().length === 0 && child.exitCode === null) await sleep(1)
  expect(child.exitCode).toBe(null) // it has not failed
  await sleep(delayMs)
  if (node) kill(processesOf(id).filter(({ isNode }) => isNode))
  child.kill('SIGKILL')
  const endMs = Date.now() + (detached ? 2000 : GONE_WITHIN_MS)
  while (programOf().length > 0 && Date.now() < endMs) await sleep(100)
  const left = programOf()
  kill(processesOf(id))
  return left.map(({ command: line }) => line)
}

/** Five times what a quiet machine needs at most. */
const GONE_WITHIN_MS = 10_000

/** From the first look at the program to the moment when its pool works. */
const DELAYS_MS = [0, 0, 1, 2, 4, 8, 15, 30, 60, 150]

describe.runIf(process.platform === 'linux')('after Coreglow was killed', () => {
  test.each([
    ['a single process', ['sleep', '60'], false],
    ['a pool of processes', ['python3', POOL], false],
    ['a shell that starts others', ['sh', '-c', 'sleep 60 & sleep 60 & wait'], true],
  ] as const)(
    '%s has gone',
    async (_, command, node) => {
      for (let first = 0; first < DELAYS_MS.length; first += 5) {
        const tries = DELAYS_MS.slice(first, first + 5).map((delayMs) => leftAfter(command, delayMs, { node }))
        expect(await Promise.all(tries)).toEqual([[], [], [], [], []])
      }
    },
    60_000,
  )

  test('a program that kills it as its first act has gone', async () => {
    expect(await leftAfter(['sh', '-c', 'kill -KILL $PPID; exec sleep 60'], 0)).toEqual([])
  })

  test('a program that is detached lives on', async () => {
    expect(await leftAfter(['sleep', '60'], 100, { detached: true })).toEqual(['sleep 60 '])
  })
})
