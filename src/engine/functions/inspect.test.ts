import { readdirSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { FunctionRequest } from '../../contract/function.ts'
import { testRuntimes } from '../runtimes/testing.ts'
import { outlineFile } from './outline.ts'
import { planFunction } from './plan.ts'
import { userFiles } from './testing.ts'

const { runtimes } = testRuntimes()
const hasPython = (await runtimes.list()).some(({ kind, status }) => kind === 'cpython' && status === 'ok')

const FAULTS = `
import ctypes, os
ITEMS = [1, 2, 3]
def endless(n):
    while True: pass
def crash(n):
    ctypes.string_at(0)
def leave(n):
    os._exit(3)
def divide(n):
    return 1 / (n - 1)
async def later(n):
    return n
`

function look(asked: Omit<FunctionRequest, 'file'>, signal = new AbortController().signal) {
  const folder = userFiles({ 'faults.py': FAULTS })
  const request = { file: 'faults.py', folder, ...asked }
  return planFunction({ experiment: 'your-function' }, request, { runtimes, cores: async () => 2, signal })
}

test.runIf(hasPython && process.platform !== 'win32').each([
  ['endless', 0.5, /^Item 0 did not return within 500\sms\.$/],
  ['crash', 60, /^The interpreter ended \(signal SIGSEGV\) while item 0 was called\./],
  ['leave', 60, /^The interpreter ended \(exit code 3\) while item 0 was called\./],
  ['divide', 60, /item 0.*ZeroDivisionError: division by zero, in divide \(faults\.py:11\)/i],
  ['nothing', 60, /has no function nothing/],
])('%s is refused in words, and leaves nothing behind', async (name, timeout, message) => {
  // A place of its own: other tests inspect functions too.
  const temporary = userFiles({})
  vi.stubEnv('TMPDIR', temporary)
  onTestFinished(() => void vi.unstubAllEnvs())
  const error: unknown = await look({ name, timeout }).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: 'bad-params', message: expect.stringMatching(message) })
  expect(readdirSync(temporary).filter((file) => !file.startsWith('coreglow-user-'))).toEqual([])
})

test.skipIf(!hasPython)('a stop ends the inspection', async () => {
  const controller = new AbortController()
  const looking = look({ name: 'endless' }, controller.signal)
  setTimeout(() => controller.abort(new Error('stopped')), 300)
  await expect(looking).rejects.toThrow('stopped')
})

test.skipIf(!hasPython)('an async function is also run as coroutines', async () => {
  const { plan, calls } = await look({ name: 'later' })
  expect(calls?.inspection.function.isAsync).toBe(true)
  expect(plan.variants.map(({ kind }) => kind)).toContain('coroutine')
  expect(plan).toMatchObject({ experiment: 'your-function', workers: 2, repeat: 3 })
})

test.skipIf(!hasPython)('the outline has functions, inputs and the interpreter, without running the file', async () => {
  const folder = userFiles({
    'faults.py': FAULTS,
    'broken.py': 'raise RuntimeError("no data")\nITEMS = [1]\ndef work(n): pass\n',
  })
  const outline = await outlineFile({ file: 'faults.py', folder }, runtimes)
  expect(outline.functions.map(({ name }) => name)).toEqual(expect.arrayContaining(['endless', 'divide']))
  expect(outline).toMatchObject({ items: ['ITEMS'], runtime: { reason: expect.any(String) } })
  expect(await outlineFile({ file: 'broken.py', folder }, runtimes)).toMatchObject({ functions: [{ name: 'work' }] })
  expect(await outlineFile({ file: 'gone.py', folder }, runtimes)).toEqual({
    file: 'gone.py',
    functions: [],
    items: [],
    problem: expect.stringContaining('There is no file'),
  })
})
