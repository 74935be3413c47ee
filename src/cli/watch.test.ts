import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { CoreglowError } from '../contract/error.ts'
import { PROTOCOL_VERSION } from '../contract/procedures.ts'
import type { ProgramEvent, ProgramRecord, ProgramRequest } from '../contract/program.ts'
import type { Service } from '../contract/service.ts'
import { sampleProgram } from '../testing/sample-program.ts'
import { main } from './main.ts'
import { engineOf } from './testing-engine.ts'

const folder = mkdtempSync(join(tmpdir(), 'coreglow-watch-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Ended = Pick<ProgramRecord['program'], 'exitCode' | 'signal'>

interface Script {
  readonly ended?: Ended
  readonly record?: Partial<ProgramRecord>
  readonly saved?: Extract<ProgramEvent, { type: 'end' }>['saved']
  /** Ends the stream with it, after `ended` where there is one. */
  readonly error?: CoreglowError
  /** Goes on until it is stopped. */
  readonly endless?: boolean
}

/** An engine that watches a program by a script: the terminal's own part is tested without real programs. */
function createFake({ ended, record: change, saved = { ok: true, path: '/data/x.json.gz' }, error, endless }: Script) {
  const record = sampleProgram(change)
  const asked: { request?: ProgramRequest; stopped?: string } = {}
  let finish = () => {}
  const service: Service = {
    calls: {
      hello: () => ({ protocol: PROTOCOL_VERSION, version: '1', windowPicture: false, dialogs: false }),
      run: () => record,
      stopProgram({ end }) {
        asked.stopped = end
        finish()
        return { stopped: true }
      },
    },
    streams: {
      program(request, emit, end) {
        asked.request = request
        const { id, title, program, diagnosis } = record
        if (ended === undefined && error !== undefined) {
          queueMicrotask(() => end(error))
          return () => {}
        }
        emit({ type: 'began', id, title, program, startNs: record.activity.windows[0]!.fromNs })
        for (const window of record.activity.windows) emit({ type: 'window', window })
        finish = () => {
          if (ended !== undefined) emit({ type: 'ended', ...ended })
          if (error === undefined)
            emit({ type: 'end', id, status: 'finished', durationSeconds: record.wallSeconds, diagnosis, saved })
          end(error)
        }
        if (endless !== true) queueMicrotask(finish)
        return () => {}
      },
    },
  }
  return { asked, service }
}

async function run(line: readonly string[], script: Script, { isTTY = false, abort = false } = {}) {
  const { asked, service } = createFake(script)
  const texts = { out: '', err: '' }
  const ending = new AbortController()
  let passed = 0
  const code = main(line, {
    stdout: { write: (text) => (texts.out += text) },
    stderr: { write: (text) => (texts.err += text), isTTY, columns: 80, rows: 24 },
    signal: ending.signal,
    passInterrupts: (count) => (passed = count),
    version: '1.2.3',
    pageFolder: folder,
    createEngine: async () => engineOf(service),
    openBrowser: () => {},
  })
  if (abort) setTimeout(() => ending.abort(143), 50)
  return { code: await code, asked, passed, ...texts }
}

const program = { ...sampleProgram().program, attached: false }

test.each([
  [{ exitCode: 0, signal: null }, 0],
  [{ exitCode: 3, signal: null }, 3],
  [{ exitCode: null, signal: 'SIGKILL' }, 137],
  [{ exitCode: null, signal: 'SIGSEGV' }, 139],
])('the exit code is the program’s: %j', async (ended, expected) => {
  const { code, out, err, passed } = await run(['watch', '--', 'sh'], {
    ended,
    record: { program: { ...program, ...ended } },
  })
  expect(code).toBe(expected)
  expect(out).toBe('')
  expect(err).toContain('gil-contention')
  expect(passed).toBeGreaterThan(0)
})

test('options go to the engine, and those after the command to the program', async () => {
  const line = 'watch --rate 10 --gil-rate 50 --no-functions --title T --detach sh -c true --rate 3 -- x'.split(' ')
  const { asked } = await run(line, { ended: { exitCode: 0, signal: null } })
  expect(asked.request).toMatchObject({
    target: {
      type: 'start',
      command: ['sh', '-c', 'true', '--rate', '3', '--', 'x'],
      output: 'inherit',
      detached: true,
    },
    rate: 10,
    gilRate: 50,
    functions: false,
    title: 'T',
  })
})

test('a program that was ended by --seconds: 0', async () => {
  const [first, ...others] = sampleProgram().processes
  const processes = [{ ...first!, exit: { signal: 'SIGTERM', byCoreglow: true } }, ...others]
  const ended = { exitCode: null, signal: 'SIGTERM' }
  expect((await run(['watch', '--seconds', '1', '--', 'sh'], { ended, record: { processes } })).code).toBe(0)
  expect((await run(['watch', '--', 'sh'], { ended, record: { processes } })).code).toBe(143)
})

test('attached: JSON alone on standard output, and 0', async () => {
  const { code, out, err } = await run(['watch', '--pid', '4100', '--json', '-'], {})
  expect(code).toBe(0)
  expect(JSON.parse(out)).toMatchObject({ kind: 'program', monitor: { gil: { rateAsked: 200 } } })
  expect(err).toContain('Watching python3.13 4100.')
})

test('JSON into a file', async () => {
  const file = join(folder, 'x.json')
  await run(['watch', '--json', file, '--', 'sh'], { ended: { exitCode: 0, signal: null } })
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(sampleProgram())))
})

test('an interrupt that is Coreglow’s ends the program too, or only the watching of one that it did not start', async () => {
  const ended = { exitCode: null, signal: 'SIGTERM' }
  const started = await run(['watch', '--', 'sh'], { ended, endless: true }, { abort: true })
  expect(started).toMatchObject({ code: 143, asked: { stopped: 'program' } })
  expect(started.err).toContain('gil-contention')
  const attached = await run(['watch', '--pid', '4100'], { endless: true }, { abort: true })
  expect(attached.asked.stopped).toBe('watching')
  expect(attached.err).toContain('gil-contention')
})

test('watching that fails is 125 with a sentence, unless the program has ended: then its own code', async () => {
  const error = new CoreglowError('run-failed', 'The sampler has failed.')
  expect(await run(['watch', '--', 'sh'], { error })).toMatchObject({
    code: 125,
    err: 'error: The sampler has failed.\n',
  })
  const after = await run(['watch', '--', 'sh'], { error, ended: { exitCode: 4, signal: null } })
  expect(after.code).toBe(4)
  expect(after.err).toContain('The sampler has failed.')
})

test.each([
  ['watch', 125, 'Name a program'],
  ['watch --pid 5 -- sh', 125, '--pid'],
  ['watch --json - -- sh', 125, '--json -'],
  ['watch --pid x', 125, 'Must be a number'],
  ['watch --seconds 0 -- sh', 125, 'greater than 0'],
  ['watch --nope -- sh', 125, 'unknown option'],
  ['watch --json /nowhere/x -- sh', 125, 'Cannot write /nowhere/x'],
])('%s: %d', async (line, code, sentence) => {
  const result = await run(line.split(' '), {})
  expect(result).toMatchObject({ code, out: '' })
  expect(result.err).toContain(sentence)
  expect(result.asked.request).toBeUndefined()
})

test('what was not saved is said', async () => {
  const saved = { ok: false, reason: 'The disk is full.' } as const
  const { err, code } = await run(['watch', '--', 'sh'], { saved, ended: { exitCode: 0, signal: null } })
  expect([code, err]).toEqual([0, expect.stringContaining('not saved: The disk is full.')])
})

test('a live line on a terminal only, which is gone before the diagnosis', async () => {
  const ended = { exitCode: 0, signal: null }
  const live = await run(['watch', '--', 'sh'], { ended }, { isTTY: true })
  const cleared = live.err.lastIndexOf('\u001b[r')
  expect(live.err.indexOf('held up by the GIL; ')).toBeLessThan(cleared)
  expect(live.err.indexOf('gil-contention')).toBeGreaterThan(cleared)
  const plain = await run(['watch', '--', 'sh'], { ended })
  expect(plain.err).not.toContain('\u001b')
})
