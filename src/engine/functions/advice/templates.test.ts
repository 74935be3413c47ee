import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realRuntimes } from '../../experiments/real-interpreters-testing.ts'
import { clusterRuntime, NO_CLUSTER, startCluster } from '../../runtimes/cluster-testing.ts'
import { testRuntimes } from '../../runtimes/testing.ts'
import { evidenceOf, type EvidenceSketch } from '../evidence-testing.ts'
import { waysOf } from '../ways.ts'
import { codeOf } from './index.ts'

const run = promisify(execFile)
const runtimes = realRuntimes()
const python = runtimes.find(({ kind }) => kind === 'cpython')

const withCluster = clusterRuntime(await testRuntimes().runtimes.list())

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'coreglow-advice-'))
})
afterAll(() => rm(folder, { recursive: true }))

const PYTHON = `
import asyncio

def work(item):
    return item * 3 + 1

async def later(item):
    await asyncio.sleep(0)
    return item * 3 + 1

ITEMS = [5, 1, 4]
OTHERS = (number for number in range(3))
`
const NODE = `
export const work = (item) => item * 3 + 1
export async function later(item) {
  await null
  return item * 3 + 1
}
export const ITEMS = [5, 1, 4]
export const OTHERS = new Set([0, 1, 2])
`

interface Case {
  readonly name?: 'work' | 'later'
  readonly module?: string
  readonly file?: string
  readonly chunk?: number
  readonly count?: number
  readonly request?: EvidenceSketch['request']
  readonly params?: EvidenceSketch['params']
}

const KINDS: Readonly<Record<string, 'coroutine' | 'cluster'>> = { promises: 'coroutine', dask: 'cluster' }

/** Code for one way, from evidence made by hand. */
function codeFor(runtime: 'cpython' | 'node', way: string, wanted: Case = {}): string {
  const { name = 'work', module = 'report', file = '/shop/report.mjs', chunk = 1, count = 3 } = wanted
  const found = { ...evidenceOf().inspection.function, file, name, module, isAsync: name === 'later' }
  const evidence = evidenceOf({
    count,
    runtime: { kind: runtime },
    inspection: { function: found },
    request: wanted.request,
    params: wanted.params,
    ways: { [way]: { seconds: 1, chunk, ...(KINDS[way] && { kind: KINDS[way] }) } },
  })
  return codeOf(waysOf(evidence)[0]!, evidence)!
}

let pasted = 0
/** Runs the code as a file of its own beside the function's; what `results` is in the end, as JSON. */
async function pasteAndRun(runtime: 'cpython' | 'node', code: string, path = python?.path): Promise<unknown> {
  const inParent = /if .*(__main__|isMainThread|process\.send).*/.test(code)
  const file = join(folder, `pasted${++pasted}${runtime === 'node' ? '.mjs' : '.py'}`)
  const [interpreter, text] =
    runtime === 'node'
      ? [
          process.execPath,
          `${code.replace(/^} else \{/m, '  print(results)\n} else {')}${inParent ? '' : 'print(results)'}\nfunction print(value) { console.log(JSON.stringify(value)) }\n`,
        ]
      : [path, `${code}${inParent ? '    ' : ''}print(__import__("json").dumps(results))\n`]
  await writeFile(file, text)
  return JSON.parse((await run(interpreter!, [file], { cwd: folder, timeout: 25_000 })).stdout)
}

const RESULTS = [16, 4, 13]
const OTHERS = { request: { items: 'OTHERS' } }
const COUNT = { count: 1200, request: { count: 1200 } }
const JSON_INPUTS = { request: { inputs: '[5, 1.5e0, 4]' } }
const COUNTED = Array.from({ length: 1200 }, (_, index) => index * 3 + 1)

type Cases = readonly (readonly [string, Case, unknown])[]
const CASES: Cases = [
  ['ITEMS', {}, RESULTS],
  ['a coroutine function', { name: 'later', ...OTHERS }, [1, 4, 7]],
  ['a coroutine function with many items', { name: 'later', ...COUNT }, COUNTED],
  ['a count in chunks', { chunk: 50, ...COUNT }, COUNTED],
]
/** What inputs are called is the same for all ways. */
const LOOP_CASES: Cases = [...CASES, ['a name, any iterable', OTHERS, [1, 4, 7]], ['JSON', JSON_INPUTS, [16, 5.5, 13]]]

function casesOf(way: string): Cases {
  if (way === 'sequential') return LOOP_CASES
  return way === 'asyncio' || way === 'promises' ? CASES.filter(([, { name }]) => name === 'later') : CASES
}

describe.skipIf(python === undefined)('code for Python runs when pasted, with the results of the loop', () => {
  beforeAll(async () => {
    await writeFile(join(folder, 'report.py'), PYTHON)
    await writeFile(join(folder, 'my-report.py'), PYTHON)
    await mkdir(join(folder, 'shop'))
    await writeFile(join(folder, 'shop', '__init__.py'), '')
    await writeFile(join(folder, 'shop', 'report.py'), PYTHON)
  })

  for (const way of ['sequential', 'thread-pool', 'process-pool', 'asyncio']) {
    const cases = casesOf(way)
    test.each(cases)(`${way}, %s`, async (_name, wanted, results) => {
      expect(await pasteAndRun('cpython', codeFor('cpython', way, wanted))).toEqual(results)
    })
  }
  test('a start method', async () => {
    const code = codeFor('cpython', 'process-pool', { params: { 'start-method': 'spawn' } })
    expect(code).toContain('get_context("spawn")')
    expect(await pasteAndRun('cpython', code)).toEqual(RESULTS)
  })
  test('a coroutine function in spawned processes', async () => {
    const code = codeFor('cpython', 'process-pool', { name: 'later', params: { 'start-method': 'spawn' } })
    expect(await pasteAndRun('cpython', code)).toEqual(RESULTS)
  })
  test.each(['my-report', 'shop.report'])('module %s', async (module) => {
    expect(await pasteAndRun('cpython', codeFor('cpython', 'process-pool', { module }))).toEqual(RESULTS)
  })
  test('JSON that Python writes otherwise', async () => {
    const code = codeFor('cpython', 'sequential', { request: { inputs: '["a\\u00e9\\n", "true", "null"]' } })
    expect(await pasteAndRun('cpython', code.replace('work(item)', 'item'))).toEqual(['aé\n', 'true', 'null'])
  })
  test('long JSON is read from a file', async () => {
    const inputs = JSON.stringify(COUNTED)
    await writeFile(join(folder, 'inputs.json'), inputs)
    const code = codeFor('cpython', 'thread-pool', { count: COUNTED.length, request: { inputs } })
    expect(code.length).toBeLessThan(400)
    expect(await pasteAndRun('cpython', code)).toEqual(COUNTED.map((value) => value * 3 + 1))
  })
  test('code for sub-interpreters needs the version that has an executor for them', () => {
    const evidence = (version: string) => evidenceOf({ runtime: { version }, ways: { interpreters: 1 } })
    const code = (version: string) => codeOf(waysOf(evidence(version))[0]!, evidence(version))
    expect(code('3.13.2')).toBeUndefined()
    expect(code('3.14.0')).toContain('InterpreterPoolExecutor(max_workers=2)')
  })
})

describe('code for Node runs when pasted, with the results of the loop', () => {
  beforeAll(() => writeFile(join(folder, 'report.mjs'), NODE))

  for (const way of ['sequential', 'threads', 'processes', 'promises']) {
    const cases = casesOf(way)
    test.each(cases)(`${way}, %s`, async (_name, wanted, results) => {
      expect(await pasteAndRun('node', codeFor('node', way, wanted))).toEqual(results)
    })
  }
  test('a CommonJS module', async () => {
    await writeFile(join(folder, 'old.cjs'), 'module.exports = { work: (item) => item * 3 + 1, ITEMS: [5, 1, 4] }')
    expect(await pasteAndRun('node', codeFor('node', 'threads', { file: '/shop/old.cjs' }))).toEqual(RESULTS)
  })
})

describe.skipIf(withCluster === undefined)(`code for Dask runs when pasted (skipped: ${NO_CLUSTER})`, () => {
  const { runtime, model } = withCluster ?? {}
  beforeAll(() => writeFile(join(folder, 'report.py'), PYTHON))

  test.each(CASES.slice(0, 2))('%s', async (_name, wanted, results) => {
    const code = codeFor('cpython', model!.id, wanted)
    expect(await pasteAndRun('cpython', code, runtime!.path)).toEqual(results)
  })
  test('the scheduler that was named, in chunks', async () => {
    const { address } = await startCluster(runtime!)
    const code = codeFor('cpython', model!.id, { chunk: 50, ...COUNT, params: { scheduler: address } })
    expect(code).toContain(address)
    expect(await pasteAndRun('cpython', code, runtime!.path)).toEqual(COUNTED)
  })
})
