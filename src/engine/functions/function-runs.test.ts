import { execFileSync } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { expect, test } from 'vitest'
import { RunEventSchema } from '../../contract/run-event.ts'
import { isFunctionRun, RunSchema, type Run, type TrialResult } from '../../contract/run.ts'
import { lives } from '../runtimes/testing.ts'
import { functionRunner, userFiles } from './testing.ts'

const { runtimes, tryFunction } = functionRunner()
const hasPython = (await runtimes.list()).some(({ kind, status }) => kind === 'cpython' && status === 'ok')

const SQUARES = `
ITEMS = range(12)

def work(n):
    print("item", n)
    return n * n
`

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('coreglow-test-run-'))
const byVariant = (run: Run, variant: string) => run.results.filter((trial) => trial.variant === variant)
const failures = ({ results }: Run) => results.map(({ variant, failed, failedItem }) => [variant, failed, failedItem])

test.skipIf(!hasPython)('a function is run in every way, its results agree, and the record is whole', async () => {
  const folder = userFiles({ 'report.py': SQUARES })
  const { run, events } = await tryFunction({ file: 'report.py', folder }, { repeat: 2 })
  expect(run).toMatchObject({ kind: 'function', status: 'finished', title: 'work() of report.py' })
  if (!isFunctionRun(run)) throw new Error('it has no function')
  for (const event of events) expect(v.safeParse(RunEventSchema, event).issues).toBeUndefined()
  // All of it is in the format: what is not would be lost in exports, whose digest would not match then.
  const plain: unknown = JSON.parse(JSON.stringify(run))
  expect(v.parse(RunSchema, plain)).toEqual(plain)
  expect(run.function).toMatchObject({
    file: join(folder, 'report.py'),
    name: 'work',
    line: 4,
    folder,
    module: 'report',
  })
  expect(run.function.sha256).toMatch(/^[\da-f]{64}$/)
  expect(run.inputs).toEqual({ count: 12, source: 'ITEMS of report.py' })
  expect(run.plan.function).toMatchObject({ request: { file: 'report.py', folder }, runtimeReason: expect.any(String) })
  const variants = run.plan.variants.map(({ id }) => id)
  expect(variants).toEqual(expect.arrayContaining(['sequential', 'thread-pool', 'process-pool']))
  expect(run.results).toHaveLength(2 * variants.length)
  for (const { perItemSeconds, idleShare, inFlight, output, wallSeconds } of run.results) {
    expect(wallSeconds).toBeGreaterThan(0)
    expect(perItemSeconds!.max).toBeGreaterThan(0)
    expect(perItemSeconds!.group).toBe(1)
    expect(idleShare!.length).toBeGreaterThan(0)
    expect(inFlight!.counts.length).toBeGreaterThan(0)
    expect(output).toMatch(/item/)
  }
  expect(byVariant(run, 'process-pool')[0]!.pickledBytes).toMatchObject({ in: expect.any(Number) })
  expect(run.agreement).toMatchObject({ equal: true, compared: 12, differs: [] })
  expect(run.controls.map(({ id, trials }) => [id, trials])).toEqual([
    ['waiting', 2],
    ['counting', 2],
  ])
  for (const { parallel } of run.controls) expect(parallel).toBeGreaterThan(0.2)
  expect(run.diagnosis.findings.length).toBeGreaterThan(0)
  expect(run.verdict.text).toBe(run.advice!.text)
  expect(run.figures.map(({ id }) => id)).toEqual(expect.arrayContaining(['wall-time', 'calls-in-flight']))
  expect(leftovers()).toEqual([])
})

test.skipIf(!hasPython)(
  'an exception at an item fails the trial with its number, and a model is not run again',
  async () => {
    const folder = userFiles({
      'some.py': `
import multiprocessing
ITEMS = list(range(20))
def work(n):
    if n == 17 and multiprocessing.parent_process():
        raise ValueError("no luck")
    return n
`,
    })
    const models = ['sequential', 'process-pool']
    const { run } = await tryFunction({ file: 'some.py', folder, chunk: 1 }, { repeat: 2, models })
    expect(run.status).toBe('finished')
    expect(failures(run)).toEqual([
      ['sequential', undefined, undefined],
      ['process-pool', expect.stringMatching(/ValueError: no luck, in work \(some\.py:6\)/), 17],
      ['sequential', undefined, undefined],
    ])
    expect(run.summary[1]).toMatchObject({ variant: 'process-pool', trials: 0, missing: run.results[1]!.failed })
    expect(run.advice).toMatchObject({ model: 'sequential', speedup: 1 })
  },
)

/** The last item of 40 does something that ends a trial; the first ones, which an inspection calls, take too long for it to come that far. */
const lastItem = (deed: string) => `
import ctypes, os, signal, time
COUNT = 40
ITEMS = list(range(COUNT))
def work(n):
    if n == COUNT - 1:
        ${deed}
    time.sleep(0.03)
    return n
`

const expectDead = ({ results }: Run) => {
  const pids = results.flatMap(({ pid, workers }) => [pid, ...workers.map((worker) => worker.pid)])
  return expect.poll(() => pids.filter(lives)).toEqual([])
}

test.runIf(hasPython && process.platform !== 'win32').each([
  ['an endless loop', 'while True: pass', 1, /^Item 39 did not return within 1\.00\ss\.$/],
  ['os._exit', 'os._exit(3)', 60, /exit code 3.*39|39.*exit code 3/],
  ['a segmentation fault', 'ctypes.string_at(0)', 60, /SIGSEGV.*39|39.*SIGSEGV/],
  ['kill -9', 'os.kill(os.getpid(), signal.SIGKILL)', 60, /SIGKILL.*39|39.*SIGKILL/],
])('%s ends the trial, and names the item', async (_, deed, timeout, sentence) => {
  const folder = userFiles({ 'deed.py': lastItem(deed) })
  const models = ['sequential', 'threads', 'process-pool']
  const { run } = await tryFunction({ file: 'deed.py', folder, timeout }, { models })
  expect(run.results.map(({ variant }) => variant)).toEqual(models)
  for (const { failed } of run.results) expect(failed).toMatch(sentence)
  // In threads, another item may be under way when all of them end.
  const named = run.results.filter(({ variant }) => variant !== 'threads').map(({ failedItem }) => failedItem)
  expect(named).toEqual([39, 39])
  expect(run).toMatchObject({ status: 'failed', failure: { code: 'run-failed' } })
  expect(run.failure!.message).toMatch(/^Every model failed\./)
  expect(run).not.toHaveProperty('advice', expect.anything())
  expect(v.safeParse(RunSchema, JSON.parse(JSON.stringify(run))).issues).toBeUndefined()
  for (const trial of run.results) expect(trial.wallSeconds).toBeGreaterThan(0.3)
  await expectDead(run)
  expect(leftovers()).toEqual([])
})

test.skipIf(!hasPython)('a trial that uses too much memory is ended', async () => {
  const folder = userFiles({
    'fill.py': `
import time
ITEMS = range(30)
kept = []
def work(n):
    kept.append(bytearray(10_000_000))
    time.sleep(0.05)
`,
  })
  let looks = 0
  const availableMemory = () => (looks++ === 0 ? 100_000_000 : 0)
  const { run } = await tryFunction({ file: 'fill.py', folder }, { models: ['sequential'] }, { availableMemory })
  expect(failures(run)).toEqual([
    ['sequential', expect.stringMatching(/^The processes used .*, more than 80 % of the/), undefined],
  ])
  await expectDead(run)
})

test.skipIf(!hasPython)('stopped in a trial, it keeps those before, and leaves no process and no file', async () => {
  const folder = userFiles({
    'slow.py': 'import time\nITEMS = range(20)\ndef work(n):\n    time.sleep(0.05)\n    return n\n',
  })
  const controller = new AbortController()
  const emit = (event: { readonly type: string }) => {
    if (event.type === 'worker' && trials > 0) controller.abort()
    if (event.type === 'trial') trials++
  }
  let trials = 0
  const { run } = await tryFunction({ file: 'slow.py', folder }, {}, { signal: controller.signal, emit })
  expect(run).toMatchObject({ kind: 'function', status: 'stopped', failure: { code: 'stopped' } })
  expect(run.failure!.message).toMatch(/after 1 of \d+ trials/)
  expect(run.results.map(({ variant }) => variant)).toEqual(['sequential'])
  expect(run.agreement).toMatchObject({ compared: 20 })
  await expectDead(run)
  expect(leftovers()).toEqual([])
})

test.skipIf(!hasPython)('a sweep runs the best models with fewer workers too', async () => {
  const folder = userFiles({
    'nap.py': 'import time\nITEMS = range(12)\ndef work(n):\n    time.sleep(0.02)\n    return n\n',
  })
  const { run } = await tryFunction(
    { file: 'nap.py', folder, sweep: true },
    { workers: 3, models: ['sequential', 'thread-pool'] },
  )
  expect(run.sweep).toMatchObject([{ model: 'thread-pool', points: [{ workers: 1 }, { workers: 2 }, { workers: 3 }] }])
  const [one, , three] = run.sweep![0]!.points
  expect(one!.median).toBeGreaterThan(three!.median)
  expect(run.sweep![0]!.serialShare).toMatchObject({ value: expect.any(Number) })
  expect(run.results.map(({ variant }: TrialResult) => variant)).toEqual(['sequential', 'thread-pool'])
  expect(run.figures.map(({ id }) => id)).toContain('speed-up')
})

test.skipIf(!hasPython)('small items are handed over in several chunk sizes', async () => {
  const folder = userFiles({ 'tiny.py': SQUARES.replace('    print("item", n)\n', '').replace('12', '4000') })
  const { run } = await tryFunction({ file: 'tiny.py', folder }, { models: ['sequential', 'process-pool'] })
  expect(run.status).toBe('finished')
  expect(run.plan.variants.slice(1).map(({ id, chunk }) => [id, chunk])).toEqual([
    ['process-pool', 1],
    ['process-pool-8', 8],
    ['process-pool-64', 64],
    ['process-pool-500', 500],
  ])
  expect(run.results.map(({ chunk }) => chunk).slice(1)).toEqual([1, 8, 64, 500])
  expect(run.agreement).toMatchObject({ equal: true, compared: 4000 })
  expect(run.figures.map(({ id }) => id)).toContain('wall-time-by-chunk')
})

test.runIf(hasPython && process.platform !== 'win32')(
  "the interpreter is that of the project's own virtual environment, with its packages, also in processes that are spawned",
  async () => {
    const folder = userFiles({ 'uses.py': 'import price\nITEMS = range(6)\ndef work(n):\n    return price.of(n)\n' })
    const { path } = await runtimes.preferred()
    execFileSync(path, ['-m', 'venv', '--without-pip', join(folder, '.venv')])
    const [library] = readdirSync(join(folder, '.venv', 'lib'))
    writeFileSync(join(folder, '.venv', 'lib', library!, 'site-packages', 'price.py'), 'def of(n):\n    return 3 * n\n')
    const params = { 'start-method': 'spawn' }
    const { run } = await tryFunction(
      { file: 'uses.py', folder, chunk: 1 },
      { models: ['sequential', 'process-pool'], params },
    )
    expect(failures(run).map(([, failed]) => failed)).toEqual([undefined, undefined])
    expect(run.agreement).toMatchObject({ equal: true, compared: 6 })
    expect(run.plan.function!.runtimeReason).toBe("the project's .venv")
    expect(run.runtime.path).toContain(join(folder, '.venv'))
    expect(run.environments[0].startMethod).toBe('spawn')
  },
)

test.skipIf(!hasPython)('a run that would take hours is refused before it begins', async () => {
  const folder = userFiles({ 'long.py': 'import time\ndef work(n):\n    time.sleep(0.1)\n' })
  const error: unknown = await tryFunction({ file: 'long.py', folder, count: 50_000 }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toMatchObject({ code: 'bad-params', message: expect.stringMatching(/minutes.*Use fewer inputs/) })
})

test('Node: the same for a module of JavaScript', async () => {
  const folder = userFiles({
    'report.mjs': 'export const ITEMS = [1, 2, 3, 4]\nexport function work(n) { return n * n }\n',
  })
  const { run } = await tryFunction({ file: 'report.mjs', folder, chunk: 1 })
  expect(run).toMatchObject({ kind: 'function', status: 'finished', runtime: { kind: 'node' } })
  expect(run.agreement).toMatchObject({ equal: true, compared: 4 })
  expect(run.results.every(({ failed }) => failed === undefined)).toBe(true)
})
