import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CoreglowError, PROTOCOL_VERSION } from '../contract/procedures.ts'
import type { FunctionRun, RunRequest } from '../contract/run.ts'
import type { Service } from '../contract/service.ts'
import type { SaveOutcome } from '../contract/save-outcome.ts'
import { sampleFunctionRun } from '../testing/sample-function.ts'
import { main } from './main.ts'
import { engineOf } from './testing-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'coreglow-try-'))
const file = join(folder, 'report.py')
writeFileSync(file, '')
afterAll(() => rmSync(folder, { recursive: true }))

interface Script {
  readonly run?: Partial<FunctionRun>
  /** Of `startRun`. */
  readonly error?: CoreglowError
  readonly saved?: SaveOutcome
}

function createFake({ run: change, error, saved = { ok: true, path: '/x' } }: Script) {
  const asked: { request?: RunRequest } = {}
  const run = sampleFunctionRun(change)
  const { id: runId, plan, runtime, results, measurements, figures } = run
  let send: ((event: Parameters<Parameters<NonNullable<Service['streams']['events']>>[1]>[0]) => void) | undefined
  const service: Service = {
    calls: {
      hello: () => ({ protocol: PROTOCOL_VERSION, version: '1', windowPicture: false, dialogs: false }),
      startRun(request) {
        asked.request = request
        if (error !== undefined) throw error
        const progress = { phase: 'running', variant: 'thread-pool', repeat: 1, done: 1, total: 9 } as const
        queueMicrotask(() => {
          send?.({
            type: 'run',
            run: {
              runId,
              plan,
              runtime,
              progress,
              results: [],
              workers: [],
              mainProcesses: [],
              picture: { measurements, figures },
            },
          })
          send?.({ type: 'progress', runId, progress })
          for (const result of results) send?.({ type: 'trial', runId, result, picture: { measurements, figures } })
          send?.({ type: 'end', runId, run, saved })
          send?.({ type: 'idle' })
        })
        return { runIds: [runId] }
      },
    },
    streams: {
      events(_, emit) {
        send = emit
        emit({ type: 'idle' })
        return () => {}
      },
    },
  }
  return { asked, service, run }
}

async function finish(line: readonly string[], script: Script = {}, isTTY = false) {
  const { asked, service, run } = createFake(script)
  const texts = { out: '', err: '' }
  const code = await main(line, {
    stdout: { write: (text) => (texts.out += text), columns: 100 },
    stderr: { write: (text) => (texts.err += text), isTTY, columns: 100 },
    signal: new AbortController().signal,
    passInterrupts: () => {},
    version: '1.2.3',
    pageFolder: folder,
    createEngine: async () => engineOf(service),
    openBrowser: () => {},
  })
  return { code, asked, run, ...texts }
}

test('what will be run, what was measured, and the advice go to standard output', async () => {
  const { code, out, err, run } = await finish(['try', file])
  expect([code, err]).toEqual([0, ''])
  expect(out.indexOf('work() of report.py, line 12')).toBe(0)
  expect(out).toContain('This machine gives today')
  expect(out).toContain('Advice: Use a process pool')
  expect(out).toContain(`Saved as ${run.id}.`)
})

test('options go to the engine', async () => {
  const options =
    '--items ORDERS --models sequential,threads --workers 3 --repeat 2 --chunk auto --runtime node --timeout 5 --sweep --set startMethod=spawn --rate 10'
  const { asked } = await finish(['try', `${file}:price`, ...options.split(' ')])
  expect(asked.request).toEqual({
    experiment: 'your-function',
    models: ['sequential', 'threads'],
    workers: 3,
    repeat: 2,
    runtime: 'node',
    rate: 10,
    params: { 'start-method': 'spawn' },
    function: { file, name: 'price', folder: process.cwd(), items: 'ORDERS', chunk: 'auto', timeout: 5, sweep: true },
  })
})

test('inputs from the line, from a file, or as a count', async () => {
  const inputs = join(folder, 'inputs.json')
  writeFileSync(inputs, '[1, 2]')
  expect((await finish(['try', file, '--inputs', '[3]'])).asked.request?.function).toMatchObject({ inputs: '[3]' })
  expect((await finish(['try', file, '--inputs', `@${inputs}`])).asked.request?.function).toMatchObject({
    inputs: '[1, 2]',
  })
  expect((await finish(['try', file, '--count', '7', '--chunk', '4'])).asked.request?.function).toMatchObject({
    count: 7,
    chunk: 4,
  })
})

test('the record alone on standard output, or in a file', async () => {
  const { out, run } = await finish(['try', file, '--json', '-'])
  expect(JSON.parse(out)).toEqual(JSON.parse(JSON.stringify(run)))
  const json = join(folder, 'run.json')
  await finish(['try', file, '--json', json])
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ kind: 'function', function: { name: 'work' } })
})

test('progress is on a terminal only, and names the function', async () => {
  expect((await finish(['try', file], {}, true)).err).toContain('work(): running thread-pool, repeat 1, 1 of 9 done')
  expect((await finish(['try', file])).err).toBe('')
})

test('a file or function that is wrong is wrong usage, with the sentence of the engine', async () => {
  const error = new CoreglowError('bad-params', 'report.py has no function "work"; it has: price.', {
    path: 'function.name',
  })
  expect(await finish(['try', file], { error })).toMatchObject({
    code: 2,
    out: '',
    err: 'error: report.py has no function "work"; it has: price.\n',
  })
})

test('a run that failed, and one in which no model could run the function: 1', async () => {
  const failure = { code: 'run-failed', message: 'The interpreter has gone.' }
  const failed = await finish(['try', file], { run: { status: 'failed', failure, results: [] } })
  expect(failed).toMatchObject({ code: 1, err: 'error: The interpreter has gone.\n' })
  const results = sampleFunctionRun().results.map((trial) => Object.assign(trial, { failed: 'ValueError: x' }))
  const none = await finish(['try', file], { run: { results, summary: [] } })
  expect(none.code).toBe(1)
  expect(none.out).toContain('ValueError: x')
  expect(none.err).toContain('No model could run the function.')
})

test('what was not saved is said', async () => {
  const { err, code } = await finish(['try', file], { saved: { ok: false, reason: 'The disk is full.' } })
  expect([code, err]).toEqual([0, expect.stringContaining('not saved: The disk is full.')])
})

test.each([
  ['', "missing required argument 'file[:function]'"],
  ['report.py:', 'Name the function as in'],
  ['report.py --count x', 'Must be a number'],
  ['report.py --chunk some', 'Must be a number'],
  ['report.py --timeout 0', 'from 0.1 to 3600'],
  ['report.py --count 0', 'a whole number from 1 to 10,000,000'],
  ['report.py --count 1.5', 'a whole number'],
  ['report.py --chunk 0', 'a whole number'],
  ['report.py --inputs @/nowhere/x', 'Cannot read /nowhere/x'],
  ['report.py --json /nowhere/x', 'Cannot write /nowhere/x'],
  ['report.py --nope', 'unknown option'],
])('try %s: 2', async (line, sentence) => {
  const { code, out, err, asked } = await finish(['try', ...line.split(' ').filter(Boolean)])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(sentence)
  expect(asked.request).toBeUndefined()
})
