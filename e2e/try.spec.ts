import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { isAlive, temporaryData, until } from './host.ts'
import { finished, startTerminal } from './terminal.ts'

test.describe.configure({ mode: 'parallel' })
test.skip(process.platform === 'win32', 'processes are looked up by POSIX signals')

let data: string
let folder: string
test.beforeEach(() => {
  data = temporaryData()
  folder = join(data, 'project')
  mkdirSync(folder, { recursive: true })
})
test.afterEach(() => rmSync(data, { recursive: true, force: true }))

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const coreglow = (args: readonly string[]) => finished(startTerminal(args, { dataFolder: data }))

/** `coreglow try` with its record. */
async function tryFunction(args: readonly string[]) {
  const json = join(data, 'run.json')
  const ended = await coreglow(['try', ...args, '--repeat', '1', '--workers', '2', '--json', json])
  return { ...ended, run: existsSync(json) ? JSON.parse(readFileSync(json, 'utf8')) : undefined }
}

const SUMS = `import helper

def work(item):
    print("working on", item)
    return helper.total(item)

ITEMS = [20_000 + n for n in range(12)]
`
const HELPER = 'def total(n):\n    return sum(k * k for k in range(n))\n'

test('a function of Python: what will be run, controls, models that agree, and advice that runs when pasted', async () => {
  file('helper.py', HELPER)
  const { code, out, run } = await tryFunction([file('sums.py', SUMS)])
  expect(code).toBe(0)
  expect(run).toMatchObject({
    kind: 'function',
    title: 'work() of sums.py',
    function: { name: 'work', file: join(realpathSync(folder), 'sums.py'), isAsync: false },
    inputs: { count: 12 },
    agreement: { equal: true, compared: 12, differs: [] },
  })
  expect(run.controls.map(({ id }: { id: string }) => id)).toEqual(['waiting', 'counting'])
  expect(run.results.length).toBeGreaterThanOrEqual(3)
  for (const { failed, perItemSeconds } of run.results) {
    expect(failed).toBeUndefined()
    expect(perItemSeconds.median).toBeGreaterThan(0)
  }
  const order = [
    'work() of sums.py',
    'This machine gives today',
    'WALL',
    'All models return the same',
    'coreglow: ',
    'Advice: ',
  ]
  const places = order.map((part) => out.indexOf(part))
  expect(places).toEqual(places.toSorted((a, b) => a - b))
  expect(places[0]).toBe(0)
  expect(out).toContain('working on')

  const pasted = file('pasted.py', run.advice.code)
  const python = spawnSync(run.runtime.path, [pasted], { cwd: folder, encoding: 'utf8' })
  expect([python.status, python.stderr]).toEqual([0, ''])
})

test('the run is kept: listed, exported, verified', async () => {
  file('helper.py', HELPER)
  const { run } = await tryFunction([
    `${file('sums.py', SUMS)}:work`,
    '--count',
    '5',
    '--models',
    'sequential,thread-pool',
  ])
  expect((await coreglow(['history'])).out).toMatch(new RegExp(`^${run.id} .*work\\(\\) of sums\\.py`, 'm'))
  for (const format of ['html', 'json']) {
    const output = join(data, `report.${format}`)
    expect((await coreglow(['export', run.id, '--format', format, '--output', output])).code).toBe(0)
    expect(readFileSync(output, 'utf8')).toContain('work() of sums.py')
    expect((await coreglow(['verify', output])).code).toBe(0)
  }
})

test('a function of Node, with inputs from the line', async () => {
  const text = 'export function double(item) {\n  return item.n * 2\n}\n'
  const { code, out, run } = await tryFunction([
    `${file('double.mjs', text)}:double`,
    '--inputs',
    '[{"n": 1}, {"n": 2}]',
  ])
  expect(code).toBe(0)
  expect(run).toMatchObject({
    runtime: { kind: 'node' },
    inputs: { count: 2 },
    agreement: { equal: true, compared: 2 },
  })
  expect(out).toContain('double() of double.mjs')
})

test('an item that raises, in some models only: the others are measured', async () => {
  const text = `import threading

def work(item):
    if item == 3 and threading.current_thread() is not threading.main_thread():
        raise ValueError("not in a thread")
    return item
`
  const { code, out, run } = await tryFunction([
    file('picky.py', text),
    '--count',
    '6',
    '--models',
    'sequential,thread-pool,process-pool',
  ])
  expect(code).toBe(0)
  const failed = run.results.filter((trial: { failed?: string }) => trial.failed !== undefined)
  expect(failed).toMatchObject([{ model: 'thread-pool', failedItem: 3 }])
  expect(failed[0].failed).toContain('ValueError: not in a thread')
  expect(out).toContain('thread pool failed:')
  expect(run.advice?.model).not.toBe('thread-pool')
})

test('wrong usage: a sentence and 2', async () => {
  const path = file('sums.py', 'def price(item):\n    return item\n')
  for (const args of [
    ['try', join(folder, 'absent.py')],
    ['try', path],
    ['try', `${path}:price`, '--inputs', '{'],
    ['try', `${path}:price`, '--items', 'NOTHING'],
    ['try', `${path}:price`, '--count', '0'],
    ['try', folder],
  ]) {
    const { code, out, err } = await coreglow(args)
    expect([args, code, out]).toEqual([args, 2, ''])
    expect(err).toMatch(/^error: [^\n]+\n$/)
  }
})

test('an interrupt ends everything that was started', async () => {
  const pids = join(folder, 'pids')
  const text = `import os, time

def work(item):
    if item > 0:
        with open(${JSON.stringify(pids)}, "a") as file:
            file.write(f"{os.getpid()}\\n")
        time.sleep(60)
    return item
`
  const terminal = startTerminal(['try', file('slow.py', text), '--count', '4', '--workers', '2'], { dataFolder: data })
  await until(() => existsSync(pids) && readFileSync(pids, 'utf8').includes('\n'), 'the first long call')
  terminal.child.kill('SIGINT')
  const { code, err } = await finished(terminal)
  expect(code).toBe(130)
  expect(err).toContain('Interrupted')
  for (const pid of new Set(readFileSync(pids, 'utf8').trim().split('\n').map(Number))) {
    await until(() => !isAlive(pid), `the end of ${pid}`)
  }
})
