import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, describe, expect, test } from 'vitest'
import { RunSchema } from '../contract/run.ts'
import { testOptions } from '../engine/testing.ts'
import { createTerminal } from './testing.ts'

const options = testOptions()
const folder = mkdtempSync(join(tmpdir(), 'coreglow-cli-'))
writeFileSync(join(folder, 'index.html'), '')
afterAll(() => {
  options.remove()
  rmSync(folder, { recursive: true })
})

const { start, finish } = createTerminal(options, folder)
const quick = ['--seconds', '0.1', '--repeat', '1']

describe('wrong usage is told in a sentence on standard error, with exit code 2', () => {
  test.each([
    ['nope', "unknown command 'nope'"],
    ['runn', '(Did you mean run?)'],
    ['run', "missing required argument 'experiment'"],
    ['run io-wait --jsn -', '(Did you mean --json?)'],
    ['run io-wait twice', 'too many arguments'],
    ['run nope', 'There is no experiment "nope".'],
    ['run io-wate', 'Did you mean io-wait?'],
    ['run io-wait --models threds', 'Did you mean threads?'],
    ['run io-wait --models threads,threads', 'listed twice'],
    ['run io-wait --runtime node --models asyncio', 'asyncio'],
    ['run io-wait --runtime nodee', 'Did you mean node?'],
    ['run io-wait --runtime /etc/hostname', '/etc/hostname'],
    ['run io-wait --runtime /nowhere/python', '/nowhere/python'],
    ['run io-wait --workers 0', 'Workers must be a whole number from 1'],
    ['run io-wait --workers -1', 'not -1'],
    ['run io-wait --workers 1.5', 'not 1.5'],
    ['run io-wait --workers 1e9', 'not 1000000000'],
    ['run io-wait --workers abc', 'Must be a number'],
    ['run io-wait --seconds=', 'Must be a number'],
    ['run io-wait --repeat Infinity', 'Must be a number'],
    ['run io-wait --rate 101', 'rate must be'],
    ['run io-wait --json /nowhere/x.json', 'Cannot write /nowhere/x.json'],
    ['run io-wait --png /', 'Cannot write /:'],
    ['run io-wait --csv /etc/hostname', 'not a folder'],
    ['run io-wait --csv /proc/x', 'Cannot write /proc/x'],
    ['monitor --rate 0', '--rate must be'],
    ['monitor --rate 101 --json -', '--rate must be'],
    ['monitor --duration 0', 'greater than 0'],
    ['monitor --pid abc', 'Must be a number'],
    ['monitor --pid 1.5', 'a process ID'],
    ['monitor --pid 4194305 --json -', 'No process with PID 4194305.'],
    ['monitor --json /nowhere/x', 'Cannot write /nowhere/x'],
    ['serve --port 65536', 'a whole number from 0 to 65535'],
  ])('%s', async (line, sentence) => {
    const { code, out, err } = await finish(line.split(' '))
    expect(err).toContain(sentence)
    expect(err).toMatch(/^error: /)
    expect(err.trimEnd().split('\n').length).toBeLessThanOrEqual(2)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
})

test('help and version', async () => {
  expect(await finish(['--version'])).toEqual({ code: 0, out: '1.2.3\n', err: '' })
  const help = await finish(['run', '--help'])
  expect(help.code).toBe(0)
  for (const option of ['models', 'runtime', 'workers', 'seconds', 'repeat', 'rate', 'json', 'csv', 'png'])
    expect(help.out).toContain(`--${option}`)
  const nothing = await finish([])
  expect([nothing.code, nothing.out]).toEqual([2, ''])
  expect(nothing.err).toContain('serve')
})

test('list and doctor, as text and as JSON', async () => {
  const list = await finish(['list'])
  expect(list.out).toMatch(/^six .*\n[^]*^io-wait .*threads/m)
  const { experiments, suites } = JSON.parse((await finish(['list', '--json'])).out)
  expect([experiments.map(({ id }: { id: string }) => id), suites[0].id]).toEqual([
    expect.arrayContaining(['io-wait', 'cpu-countdown']),
    'six',
  ])
  const { machine, runtimes, preferred } = JSON.parse((await finish(['doctor', '--json'])).out)
  expect(machine.sources.length).toBeGreaterThan(0)
  expect(runtimes.map(({ id }: { id: string }) => id)).toContain(preferred)
  expect((await finish(['doctor'])).out).toContain(`* ${preferred}`)
})

test('a run: its record alone on standard output, and the files', async () => {
  const files = { csv: join(folder, 'csv'), png: join(folder, 'card.png') }
  const { code, out, err } = await finish([
    'run',
    'io-wait',
    ...quick,
    '--json',
    '-',
    '--csv',
    files.csv,
    '--png',
    files.png,
  ])
  expect([code, err]).toEqual([0, ''])
  const run = v.parse(RunSchema, JSON.parse(out))
  expect(run.results.map(({ model }) => model)).toEqual(['sequential', 'threads', 'processes'])
  expect(run.results.every(({ workers }) => workers.length === 2)).toBe(true)
  expect(readdirSync(files.csv).toSorted()).toEqual([
    expect.stringMatching(/results\.csv$/),
    expect.stringMatching(/samples\.csv$/),
  ])
  expect(readFileSync(files.png).subarray(1, 4).toString()).toBe('PNG')
})

test('the six: a table of six rows with who ran, and an array of two records', async () => {
  const json = join(folder, 'six.json')
  const { code, out } = await finish(['run', 'six', ...quick, '--runtime', 'node', '--json', json])
  expect(code).toBe(0)
  expect(out.match(/^(io-wait|cpu-countdown) +(sequential|threads|processes) .*\d+\/\d+$/gm)).toHaveLength(6)
  const runs = v.parse(v.array(RunSchema), JSON.parse(readFileSync(json, 'utf8')))
  expect(runs.map(({ experiment }) => experiment)).toEqual(['io-wait', 'cpu-countdown'])
  for (const { verdict } of runs) expect(out).toContain(verdict.text)
})

test('progress is one line, on a terminal only', async () => {
  const args = ['run', 'io-wait', '--models', 'threads', '--runtime', 'node', ...quick]
  const { err } = await finish(args, true)
  expect(err).toContain('io-wait: ')
  expect(err).not.toContain('\n')
  for (const line of err.split('\r\u001b[2K')) expect(line.length).toBeLessThan(60)
  expect(err.endsWith('\u001b[2K')).toBe(true)
  expect((await finish(args)).err).toBe('')
})

test('an interrupted run ends with the code of the interruption, and its workers with it', async () => {
  const running = start(['run', 'cpu-countdown', '--seconds', '20', '--json', '-'], true)
  await expect.poll(running.err, { timeout: 20_000 }).toMatch(/running/)
  running.interrupt(130)
  expect(await running.code).toBe(130)
  expect(running.out()).toBe('')
  expect(running.err()).toContain('Interrupted')
})

test('the monitor writes one object a tick, with the processes that were requested', async () => {
  const args = ['monitor', '--rate', '50', '--duration', '1', '--json', '-', '--pid', String(process.ppid)]
  const { code, out, err } = await finish(args)
  expect([code, err]).toEqual([0, ''])
  const ticks = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(ticks.length).toBeGreaterThan(5)
  for (const { busyCores, cores } of ticks) expect(busyCores).toBeLessThanOrEqual(cores.length)
  expect(ticks.every(({ seq }, i) => i === 0 || seq > ticks[i - 1].seq)).toBe(true)
  expect(ticks.at(-1).tasks.map(({ pid }: { pid: number }) => pid)).toContain(process.ppid)
})

test('the monitor for people', async () => {
  const { code, out } = await finish(['monitor', '--rate', '20', '--duration', '0.2'])
  expect(code).toBe(0)
  expect(out).toMatch(/= \d+\.\d of \d+ cores busy\nPID\/TID/)
})

test('serve prints its address, opens it, and ends when it is interrupted', async () => {
  const running = start(['serve'])
  await expect.poll(running.out, { timeout: 20_000 }).toMatch(/http:\S+\n/)
  const [url = ''] = /http:\S+/.exec(running.out()) ?? []
  expect(running.opened).toEqual([url])
  expect((await fetch(url, { redirect: 'manual' })).status).toBe(303)
  running.interrupt(143)
  expect(await running.code).toBe(143)
  await expect(fetch(url)).rejects.toThrow('fetch failed')
})

test('serve names a port that is in use', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  const { code, err } = await finish(['serve', '--no-open', '--port', String(port)])
  expect([code, err]).toEqual([2, expect.stringContaining(`Port ${port} is in use`)])
  taken.close()
})
