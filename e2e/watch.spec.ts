import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { isAlive, root, temporaryData, until } from './host.ts'
import { finished, startTerminal, type Terminal } from './terminal.ts'

test.describe.configure({ mode: 'parallel' })
test.skip(process.platform === 'win32', 'the programs are POSIX shell scripts')

let data: string
test.beforeEach(() => {
  data = temporaryData()
})
test.afterEach(() => rmSync(data, { recursive: true, force: true }))

/** `coreglow watch`, whose output is the program's, byte for byte. */
function start(args: readonly string[], input?: string): Terminal {
  return startTerminal(['watch', ...args], { dataFolder: data, input, encoding: 'latin1', detached: true })
}

function finish(args: readonly string[], input?: string) {
  return finished(start(args, input))
}

const sh = (script: string) => ['--', 'sh', '-c', script]

for (const [script, code] of [
  ['true', 0],
  ['exit 3', 3],
  ['kill -KILL $$', 137],
  ['kill -SEGV $$', 139],
  ['sleep 0.5; exit 7', 7],
] as const) {
  test(`the exit code is the program's: ${script}`, async () => {
    const result = await finish(sh(script))
    expect([result.code, result.out]).toEqual([code, ''])
    expect(result.err).not.toContain('error:')
  })
}

test('programs that end at once', async () => {
  expect((await finish(['--', 'true'])).code).toBe(0)
  expect((await finish(['--', 'false'])).code).toBe(1)
})

test('not found, not executable, a folder, nothing: a sentence and the usual exit codes', async () => {
  const plain = join(data, 'plain')
  mkdirSync(data, { recursive: true })
  writeFileSync(plain, '#!/bin/sh\n')
  for (const [args, code] of [
    [['--', 'no-such-command-here'], 127],
    [['--', join(data, 'absent')], 127],
    [['--', ''], 125],
    [['--', plain], 126],
    [['--', data], 126],
    [[], 125],
    [['--pid', '4194305'], 125],
    [['--pid', '0'], 125],
    [['--json', '-', '--', 'true'], 125],
  ] as const) {
    const result = await finish(args)
    expect([args, result.code, result.out]).toEqual([args, code, ''])
    expect(result.err).toMatch(/^error: [^\n]+\n(\([^\n]+\)\n)?$/)
  }
})

test('standard input, output and error are the program’s own', async () => {
  const { code, out, err } = await finish(sh('tr a-z A-Z; echo to stderr >&2'), 'hello\nworld\n')
  expect([code, out]).toEqual([0, 'HELLO\nWORLD\n'])
  expect(err).toMatch(/^to stderr\n/m)
})

test('100 MB pass through', async () => {
  const child = start(sh('head -c 100000000 /dev/zero; exit 5'))
  let bytes = 0
  child.child.stdout!.on('data', (text: string) => (bytes += text.length))
  expect(await child.ended).toBe(5)
  expect(bytes).toBe(100_000_000)
})

test('a shell script that starts Python: its threads, states, GIL and lines are in the JSON, which is verified', async () => {
  const file = join(data, 'x.json')
  mkdirSync(data, { recursive: true })
  const program = join(data, 'two_threads.py')
  writeFileSync(
    program,
    `import threading, time
def work():
    end = time.monotonic() + 3
    n = 0
    while time.monotonic() < end:
        for _ in range(10000):
            n += 1
threads = [threading.Thread(target=work, name="counter") for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()
`,
  )
  const script = join(data, 'start.sh')
  writeFileSync(script, `#!/bin/sh\npython3 ${program}\nexit 6\n`)
  chmodSync(script, 0o755)
  const { code, out, err } = await finish(['--json', file, '--', script])
  expect([code, out]).toEqual([6, ''])
  const record = JSON.parse(readFileSync(file, 'utf8'))
  expect(record).toMatchObject({ kind: 'program', program: { attached: false, exitCode: 6, signal: null } })
  for (const key of ['wallSeconds', 'cpuSeconds', 'effectiveParallelism', 'usableCores'])
    expect(record[key]).toBeGreaterThan(0)
  expect(record.environment).toEqual(record.environments[0])
  expect(record.monitor.gil).toMatchObject({ rateAsked: expect.any(Number), rateAchieved: expect.any(Number) })
  expect(record.diagnosis.findings.length).toBeGreaterThan(0)
  for (const { states } of record.threads as readonly { states: Record<string, number> }[]) {
    expect(Object.values(states).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 2)
  }
  expect(err).toContain(record.diagnosis.findings[0].id)
  if (process.platform === 'linux') {
    const counters = record.threads.filter(({ name }: { name: string }) => name.includes('counter'))
    expect(counters).toHaveLength(2)
    expect(counters[0].states.gil ?? 0).toBeGreaterThan(0)
    expect(JSON.stringify(counters[0].functions)).toContain('two_threads.py')
  }
  const verified = spawn(process.execPath, [join(root, 'out', 'main', 'cli.js'), 'verify', file])
  expect((await once(verified, 'close'))[0]).toBe(0)
})

test('--seconds ends a program that was started, with exit code 0; --detach lets it live', async () => {
  const begun = Date.now()
  expect((await finish(['--seconds', '1', ...sh('exec sleep 30')])).code).toBe(0)
  expect(Date.now() - begun).toBeLessThan(25_000)
  const { code, out } = await finish(['--seconds', '1', '--detach', ...sh('echo $$; exec sleep 30 >/dev/null 2>&1')])
  const pid = Number(out)
  expect([code, isAlive(pid)]).toEqual([0, true])
  process.kill(pid, 'SIGKILL')
})

test('Ctrl+C goes to the program: its own end and exit code, and then the diagnosis', async () => {
  const { child, ended, out, err } = start(
    sh('trap "echo caught; exit 9" INT; echo ready; while :; do sleep 0.1; done'),
  )
  await until(() => out().includes('ready'), 'the program')
  process.kill(-child.pid!, 'SIGINT')
  expect(await ended).toBe(9)
  expect(out()).toContain('caught')
  expect(err()).toMatch(/^Kept as /m)
})

test('a third Ctrl+C, and SIGTERM, end a program that does not want to', async () => {
  const stubborn = sh('trap "" INT; echo $$; while :; do sleep 0.1; done')
  const { child, ended, out } = start(stubborn)
  await until(() => out().includes('\n'), 'the program')
  for (let count = 0; count < 3; count++) {
    process.kill(-child.pid!, 'SIGINT')
    await new Promise((resolve) => setTimeout(resolve, 300))
  }
  await ended
  expect(isAlive(Number(out()))).toBe(false)
  const other = start(stubborn)
  await until(() => other.out().includes('\n'), 'the program')
  other.child.kill('SIGTERM')
  expect(await other.ended).toBe(143)
  expect(isAlive(Number(other.out()))).toBe(false)
})

test('a program that daemonises, and one that changes its title', async () => {
  const daemon = await finish(sh('(sleep 1; echo late) & exit 2'))
  expect(daemon.code).toBe(2)
  const titled = await finish(['--', process.execPath, '-e', 'process.title = "renamed"; setTimeout(() => {}, 800)'])
  expect(titled.code).toBe(0)
  expect(titled.err).toContain('Kept as ')
})

test('the observation is in the history: exported in every format, after which each is verified', async () => {
  const { err } = await finish(sh('sleep 1'))
  const id = /^Kept as (\S+):/m.exec(err)![1]!
  for (const format of ['json', 'html', 'pdf', 'svg', 'csv', 'trace']) {
    const output = join(data, `out.${format}`)
    for (const [line, code] of [
      [['export', id, '--format', format, '--output', output], 0],
      [['verify', output], 0],
    ] as const) {
      const child = spawn(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...line], {
        env: { ...process.env, COREGLOW_DATA: data },
      })
      expect([line, (await once(child, 'close'))[0]]).toEqual([line, code])
    }
  }
  expect(readdirSync(join(data, 'runs'))).toEqual([`${id}.json.gz`])
})

test('kill -9 of Coreglow at any moment ends what it started, and leaves what it attached to', async () => {
  for (const delayMs of [0, 1, 3, 10, 30, 100, 300, 1000]) {
    const { child, ended, out } = start(sh('echo $$; sleep 60 & sleep 60; wait'))
    await until(() => out().includes('\n'), 'the program')
    await new Promise((resolve) => setTimeout(resolve, delayMs))
    child.kill('SIGKILL')
    await until(() => !isAlive(Number(out())), 'the end of the program', 5)
    // Its standard output is closed when nothing of the program holds it any more.
    await Promise.race([ended, new Promise((_, reject) => setTimeout(() => reject(new Error('a child lives')), 5000))])
  }
  const other = spawn('sleep', ['60'], { stdio: 'ignore' })
  for (const text of ['Watching ', '']) {
    const attached = start(['--pid', String(other.pid)])
    await until(() => attached.err().includes(text), 'the beginning')
    attached.child.kill('SIGKILL')
    await attached.ended
  }
  expect(isAlive(other.pid!)).toBe(true)
  other.kill('SIGKILL')
})

test('kill -9 of Coreglow leaves a program that is detached', async () => {
  const { child, ended, out } = start(['--detach', ...sh('echo $$; exec sleep 60 >/dev/null 2>&1')])
  await until(() => out().includes('\n'), 'the program')
  child.kill('SIGKILL')
  await ended
  await new Promise((resolve) => setTimeout(resolve, 2000))
  expect(isAlive(Number(out()))).toBe(true)
  process.kill(Number(out()), 'SIGKILL')
})
