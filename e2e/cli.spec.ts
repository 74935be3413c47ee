import { spawn, spawnSync } from 'node:child_process'
import { createServer, type AddressInfo } from 'node:net'
import { cpSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { isAlive, root, temporaryData, until } from './host.ts'
import { finished, startTerminal, type Terminal } from './terminal.ts'

test.describe.configure({ mode: 'parallel' })

let data: string
test.beforeEach(() => {
  data = temporaryData()
})
test.afterEach(() => rmSync(data, { recursive: true, force: true }))

function start(line: string, env?: Readonly<Record<string, string>>): Terminal {
  return startTerminal(line.split(' '), { dataFolder: data, env })
}

function finish(line: string, env?: Readonly<Record<string, string>>) {
  return finished(start(line, env))
}

/** Parents by pid, from /proc. */
function readParents(): Map<number, number> {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1')
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]))
    } catch {
      // It has ended meanwhile.
    }
  }
  return parents
}

/** Generations of descendants: children, grandchildren, ... */
function descendants(pid: number): number[][] {
  const parents = [...readParents()]
  const generations = [[pid]]
  for (const generation of generations) {
    const next = parents.filter(([, parent]) => generation.includes(parent)).map(([child]) => child)
    if (next.length > 0) generations.push(next)
  }
  return generations.slice(1)
}

/** In the middle of a run with two workers in processes of their own: all that descends from it. */
async function startLong(): Promise<Terminal & { readonly all: readonly number[] }> {
  const started = start('run cpu-countdown --models processes --workers 2 --seconds 30 --repeat 1 --json -')
  // Nothing but the workers has a grandparent here: the guard, the probes and the main process are children.
  const all = await until(
    () => {
      const generations = descendants(started.pid)
      return (generations[1]?.length ?? 0) >= 2 && generations.flat()
    },
    'the workers',
    90,
  )
  return { ...started, all }
}

const oneSentence = /^error: [^\n]+\n(\([^\n]+\)\n)?$/

for (const [line, sentence] of [
  ['run nope', 'There is no experiment "nope".'],
  ['run io-wait --models threds', 'Did you mean threads?'],
  ['run io-wait --runtime cpython-1', 'Unknown runtime'],
  ['run io-wait --runtime /etc/hostname', '/etc/hostname'],
  ['run io-wait --workers 0', 'not 0'],
  ['run io-wait --workers -1', 'not -1'],
  ['run io-wait --workers 1.5', 'not 1.5'],
  ['run io-wait --workers 1000000000', 'not 1000000000'],
  ['run io-wait --workers abc', 'Must be a number'],
  ['run io-wait --json /nowhere/x.json', 'Cannot write /nowhere/x.json'],
  ['run io-wait --jsn -', 'Did you mean --json?'],
  ['lst', 'Did you mean list?'],
  ['monitor --pid 4194305 --json -', 'No process with PID 4194305.'],
] as const) {
  test(`wrong usage: ${line}`, async () => {
    const { code, out, err } = await finish(line)
    expect(err).toContain(sentence)
    expect(err).toMatch(oneSentence)
    expect({ code, out }).toEqual({ code: 2, out: '' })
  })
}

test('a port in use is named', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  const { port } = taken.address() as AddressInfo
  const { code, err } = await finish(`serve --no-open --port ${port}`)
  taken.close()
  expect(err).toContain(`Port ${port} is in use`)
  expect(err).toMatch(oneSentence)
  expect(code).toBe(2)
})

test('an interpreter that is none, lies, or crashes is refused within five seconds', { tag: '@measures' }, async () => {
  const liars = { silent: 'sleep 60', garbage: 'echo "{{{" >&3', crash: 'kill -SEGV $$', wrong: 'exit 3' }
  for (const [name, script] of Object.entries(liars)) {
    const path = join(data, name)
    writeFileSync(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    const startedMs = Date.now()
    const { code, out, err } = await finish(`run io-wait --runtime ${path}`)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toMatch(oneSentence)
    expect(Date.now() - startedMs).toBeLessThan(10_000)
  }
})

test('the six as JSON: two records with all that is promised', async () => {
  test.setTimeout(120_000)
  const { code, out, err } = await finish('run six --seconds 0.2 --repeat 2 --json -')
  expect([code, err]).toEqual([0, ''])
  const runs = JSON.parse(out)
  expect(runs.map((run: { experiment: string }) => run.experiment)).toEqual(['io-wait', 'cpu-countdown'])
  for (const run of runs) {
    expect(run.runtime).toMatchObject({
      id: expect.any(String),
      path: expect.any(String),
      gilEnabled: expect.any(Boolean),
    })
    expect(run.verdict).toMatchObject({
      text: expect.any(String),
      noisy: expect.any(Boolean),
      reasons: expect.any(Array),
    })
    expect(run.monitor).toMatchObject({ rateAsked: 20, ownCpuSeconds: expect.any(Number) })
    expect(run.environments[0].cores).toBeGreaterThan(0)
    expect(run.results).toHaveLength(6)
    for (const { wallSeconds, checksum, workers } of run.results) {
      expect(wallSeconds).toBeGreaterThan(0)
      expect(checksum).not.toBe('')
      expect(workers).toHaveLength(2)
      for (const worker of workers) expect(worker.endNs).toBeGreaterThan(worker.startNs)
    }
  }
})

test('SIGINT in the middle of a run: exit code 130, nobody left', async () => {
  const { child, ended, err, all } = await startLong()
  child.kill('SIGINT')
  expect(await ended).toBe(130)
  expect(all.filter(isAlive)).toEqual([])
  expect(err()).toContain('Interrupted')
})

test('SIGTERM in the middle of a run: exit code 143, nobody left', async () => {
  const { child, ended, all } = await startLong()
  child.kill('SIGTERM')
  expect(await ended).toBe(143)
  expect(all.filter(isAlive)).toEqual([])
})

test('SIGKILL in the middle of a run: no worker two seconds later', { tag: '@measures' }, async () => {
  const { child, ended, all } = await startLong()
  child.kill('SIGKILL')
  expect(await ended).toBe('SIGKILL')
  await until(() => !all.some(isAlive), 'the end of all workers', 2)
})

test('a data folder that cannot be written: the run is done and told not to be in the history', async () => {
  test.setTimeout(60_000)
  for (const folder of ['/proc/coreglow', '/sys/coreglow', '/etc/hostname']) {
    const { code, out, err } = await finish('run io-wait --models threads --seconds 0.1 --repeat 1 --json -', {
      COREGLOW_DATA: folder,
    })
    expect(err).toMatch(
      /^warning: The recording cannot be written to [^\n]+\nwarning: This run was not saved: [^\n]+\n$/,
    )
    expect(err).toContain(folder)
    expect(JSON.parse(out).status).toBe('finished')
    expect(code).toBe(0)
  }
})

/** The built program in a shell that allows so many open files. */
function startWithOpenFiles(count: number, line: string) {
  const script = `ulimit -n ${count}; exec "$0" "$@"`
  return spawnSync('bash', ['-c', script, process.execPath, join(root, 'out', 'main', 'cli.js'), ...line.split(' ')], {
    env: { ...process.env, COREGLOW_DATA: data },
    encoding: 'utf8',
  })
}

test('64 open files are enough to list and to run', () => {
  test.skip(process.platform === 'win32', 'needs ulimit')
  test.setTimeout(90_000)
  const list = startWithOpenFiles(64, 'list')
  expect([list.status, list.stderr]).toEqual([0, ''])
  const run = startWithOpenFiles(64, 'run cpu-countdown --seconds 0.2 --repeat 1 --json -')
  expect([run.status, run.stderr]).toEqual([0, ''])
  expect(JSON.parse(run.stdout).status).toBe('finished')
})

for (const count of [32, 24]) {
  test(`${count} open files are too few for a run: a sentence says how many it takes`, () => {
    test.skip(process.platform === 'win32', 'needs ulimit')
    const { status, stderr } = startWithOpenFiles(count, 'run cpu-countdown --seconds 0.2 --repeat 1 --json -')
    expect(stderr).toContain(
      `error: Too many open files: Coreglow needs at least 64, and more with many workers; ${count} are allowed here (ulimit -n).`,
    )
    expect(status).toBe(1)
  })
}

test('a reader that leaves early is no error', async () => {
  const { child, ended, err } = start('monitor --rate 50 --json -')
  await once(child.stdout!, 'data')
  child.stdout!.destroy()
  expect([await ended, err()]).toEqual([0, ''])
})

test('what is lost on standard output is told', () => {
  test.skip(process.platform !== 'linux', 'needs /dev/full')
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'list'], {
    env: { ...process.env, COREGLOW_DATA: data },
    stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'],
    encoding: 'utf8',
  })
  expect(stderr).toMatch(/^error: Cannot write to standard output: ENOSPC[^\n]*\n$/)
  expect(status).toBe(1)
})

for (const [command, packages] of [
  ['--help', ['commander']],
  ['list', ['commander', 'valibot']],
] as const) {
  test(`coreglow ${command} loads no package but ${packages.join(' and ')}`, () => {
    // A copy of the program in which nothing else is installed: it would end with "Cannot find package".
    const program = join(data, 'program')
    mkdirSync(join(program, 'node_modules'), { recursive: true })
    for (const part of ['package.json', 'out/main', 'workloads']) {
      cpSync(join(root, part), join(program, part), { recursive: true, preserveTimestamps: true })
    }
    for (const name of packages) {
      symlinkSync(join(root, 'node_modules', name), join(program, 'node_modules', name), 'junction')
    }
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(program, 'out/main/cli.js'), command], {
      env: { ...process.env, COREGLOW_DATA: data },
      encoding: 'utf8',
    })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain(command === 'list' ? 'cpu-countdown' : 'Usage: coreglow')
  })
}

test('the monitor follows a process: one object a tick', { tag: '@measures' }, async () => {
  const { code, out } = await finish(`monitor --rate 20 --duration 1 --pid ${process.pid} --json -`)
  expect(code).toBe(0)
  const ticks = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(ticks.length).toBeGreaterThan(10)
  expect(ticks.length).toBeLessThanOrEqual(22)
  expect(ticks.at(-1).tasks.some(({ pid }: { pid: number }) => pid === process.pid)).toBe(true)
})

test('a run whose Coreglow was killed in the middle is recovered with its trials and its recording', async () => {
  const killed = start('run cpu-countdown --runtime node --seconds 0.6 --repeat 3 --models sequential --json -')
  const runs = join(data, 'runs')
  const partial = () => {
    try {
      return readdirSync(runs).find((name) => name.endsWith('.partial'))
    } catch {
      return undefined
    }
  }
  const written = () => {
    const name = partial()
    return name === undefined ? '' : readFileSync(join(runs, name), 'latin1')
  }
  await until(() => written().includes('"type":"trial"'), 'a trial in the file')
  const id = partial()!.replace('.partial', '')
  const file = join(data, 'recovered.json')
  const before = await finish(`export ${id} --format json --output ${file}`)
  expect(before.code).not.toBe(0)
  expect(partial()).toBe(`${id}.partial`)
  killed.child.kill('SIGKILL')
  await killed.ended
  const { code, err } = await finish(`export ${id} --format json --output ${file}`)
  expect([code, err]).toEqual([0, ''])
  const run = JSON.parse(readFileSync(file, 'utf8'))
  expect(run).toMatchObject({ id, status: 'recovered', failure: { code: 'interrupted' } })
  expect(run.results.length).toBeGreaterThan(0)
  expect(run.recording.tNs.length).toBeGreaterThan(10)
  expect(readdirSync(runs)).toEqual([`${id}.json.gz`])
})

test('an observation of a program whose Coreglow was killed is recovered with its samples', async () => {
  const program = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  try {
    const runs = join(data, 'runs')
    const killed = start(`watch --pid ${program.pid} --rate 20`)
    await until(() => killed.err().includes('Watching '), 'the beginning')
    const [name = ''] = readdirSync(runs)
    const id = name.replace('.partial', '')
    expect(name).toMatch(/\.partial$/)
    // About two seconds of samples, of which the last one may be lost.
    await until(() => readFileSync(join(runs, name)).length > 60_000, 'samples on the disk')
    killed.child.kill('SIGKILL')
    await killed.ended
    const file = join(data, 'recovered.json')
    expect(await finish(`export ${id} --format json --output ${file}`)).toMatchObject({ code: 0, err: '' })
    const observation = JSON.parse(readFileSync(file, 'utf8'))
    expect(observation).toMatchObject({ kind: 'program', id, status: 'recovered' })
    expect(observation.recording.tNs.length).toBeGreaterThan(10)
    expect(readdirSync(runs)).toEqual([`${id}.json.gz`])
  } finally {
    program.kill('SIGKILL')
  }
})
