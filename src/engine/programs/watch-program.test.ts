import { spawn, type ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { ACTIVITIES } from '../../contract/activity.ts'
import { coresOfPart } from '../../contract/load.ts'
import { isAlive } from '../files/is-alive.ts'
import { cpuSecondsOf, endText } from '../observation/task-use.ts'
import { testPrograms } from './testing.ts'

const { programs, records, observer, dataFolder, begin, close } = testPrograms()
const children: ChildProcess[] = []
/** The machine may be busy. */
const SOON = { timeout: 20_000 }
const isLinux = process.platform === 'linux'
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await close()
})

/** A Node program that runs already. */
function running(code: string): number {
  const child = spawn(process.execPath, ['-e', code], { stdio: 'ignore' })
  children.push(child)
  return child.pid!
}

const waiting = () => running('setInterval(() => {}, 1000)')
const WAITS = 'setInterval(() => {}, 1000)'

function start(...command: string[]) {
  return { target: { type: 'start', command, output: 'capture' } } as const
}

const node = (code: string) => start(process.execPath, '-e', code)
const attach = (pid: number) => ({ target: { type: 'attach', pid } }) as const

type Stream = ReturnType<typeof begin>

/** Resolves when the program is watched. */
async function began(stream: Stream) {
  await expect.poll(() => stream.eventOf('began') ?? stream.eventOf('end'), SOON).toBeDefined()
  return stream.eventOf('began')!
}

const recordOf = ({ eventOf }: Stream) => records.find(({ id }) => id === eventOf('end')?.id)!

/** Resolves when a program has written a number, such as the pid of a descendant. */
async function numberFrom(stream: Stream): Promise<number> {
  await expect.poll(() => stream.outputOf('stdout'), SOON).toMatch(/^\d+\n/)
  return Number(stream.outputOf('stdout').split('\n')[0])
}

describe('a program that is started', () => {
  test('is watched until it ends; the record has its command, exit code, last lines and samples', async () => {
    const stream = begin(
      node('const until = Date.now() + 700; while (Date.now() < until); console.error("sorry"); process.exit(3)'),
    )
    expect(await stream.ended).toBeUndefined()
    const types = stream.events.map(({ type }) => type).filter((type) => type !== 'warning')
    expect(types.filter((type) => type === 'began' || type === 'ended' || type === 'end')).toEqual([
      'began',
      'ended',
      'end',
    ])
    expect(stream.eventOf('ended')).toMatchObject({ exitCode: 3, signal: null })
    expect(stream.outputOf('stderr')).toBe('sorry\n')
    const { program, status, recording, environment, environments, monitor } = recordOf(stream)
    expect(program).toMatchObject({
      command: [process.execPath, '-e', expect.any(String)],
      attached: false,
      exitCode: 3,
    })
    expect([program.signal, program.lastLines, program.folder, status]).toEqual([
      null,
      ['sorry'],
      process.cwd(),
      'finished',
    ])
    expect(environment).toEqual(environments[0])
    expect(monitor.gil).toMatchObject({ rateAsked: 200 })
    expect(cpuSecondsOf(recording)).toBeGreaterThan(0.1)
    expect(endText(recording.tasks.find(({ pid }) => pid === program.pid)!)).toBe('exit code 3')
    expect(readdirSync(join(dataFolder, 'runs'))).toEqual([])
  })

  test('may be over at once', async () => {
    const stream = begin(start('true'))
    expect(await stream.ended).toBeUndefined()
    expect(stream.eventOf('ended')).toMatchObject({ exitCode: 0 })
    expect(recordOf(stream).program.command).toEqual(['true'])
  })

  test('a signal that it died of is known, and that Coreglow did not send it', async () => {
    const stream = begin(node(`setTimeout(() => process.kill(process.pid, 'SIGKILL'), 300)`))
    await stream.ended
    expect(stream.eventOf('ended')).toMatchObject({ exitCode: null, signal: 'SIGKILL' })
    const { recording, program } = recordOf(stream)
    const { exit } = recording.tasks.find(({ pid }) => pid === program.pid)!
    expect(exit).toEqual({ signal: 'SIGKILL', byCoreglow: false })
  })

  test('ends with the watching after some seconds, also when it ignores SIGTERM or is stopped', async () => {
    for (const code of [WAITS, `process.on('SIGTERM', () => {}); ${WAITS}`, `process.kill(process.pid, 'SIGSTOP')`]) {
      const stream = begin({ ...node(code), seconds: 0.5 })
      const { program } = await began(stream)
      await stream.ended
      expect([code, isAlive(program.pid)]).toEqual([code, false])
      expect(['SIGTERM', 'SIGKILL']).toContain(recordOf(stream).program.signal)
      const { exit } = recordOf(stream).recording.tasks.find(({ pid }) => pid === program.pid)!
      expect(exit).toMatchObject({ byCoreglow: true })
    }
  })

  test('gets SIGTERM first, so that it can clean up', async () => {
    const stream = begin({
      ...node(`process.on('SIGTERM', () => { console.log('cleaned'); process.exit(9) }); ${WAITS}`),
    })
    const { id } = await began(stream)
    await sleep(500)
    expect(await programs.stop(id, 'program')).toBe(true)
    expect(stream.outputOf('stdout')).toBe('cleaned\n')
    expect(stream.eventOf('ended')).toMatchObject({ exitCode: 9 })
  })

  test('lives on where the user ends only the watching, and ends when Coreglow does', async () => {
    const other = testPrograms()
    const stream = other.begin(node(WAITS))
    const { id, program } = await began(stream)
    expect(await other.programs.stop(id, 'watching')).toBe(true)
    expect(await stream.ended).toBeUndefined()
    expect(stream.eventOf('ended')).toBeUndefined()
    expect(isAlive(program.pid)).toBe(true)
    await other.close()
    expect(isAlive(program.pid)).toBe(false)
  })

  test('ends when the client leaves, with its record saved as stopped', async () => {
    const stream = begin(node(WAITS))
    const { program } = await began(stream)
    await sleep(300)
    stream.leave()
    await stream.ended
    expect(isAlive(program.pid)).toBe(false)
    expect(recordOf(stream)).toMatchObject({ status: 'stopped', failure: { code: 'closed' } })
  })

  test('lives on when it is detached', async () => {
    const other = testPrograms()
    const target = { ...node(WAITS).target, detached: true }
    const stream = other.begin({ target, seconds: 0.5 })
    const { program } = await began(stream)
    await stream.ended
    await other.close()
    expect(isAlive(program.pid)).toBe(true)
    process.kill(program.pid, 'SIGKILL')
  })

  test('its output is passed on as far as a person can read it, and it is never held up', async () => {
    const stream = begin(
      node(
        `const line = 'x'.repeat(99) + '\\n'; for (let i = 0; i < 100; i++) process.stdout.write(line.repeat(10_000))`,
      ),
    )
    await stream.ended
    expect(stream.eventOf('ended')).toMatchObject({ exitCode: 0 })
    expect(stream.outputOf('stdout').length).toBeLessThan(20e6)
  }, 60_000)
})

describe.runIf(isLinux)('the descendants of a program that is started', () => {
  /** Becomes a daemon: its own session, and its parent has ended. Prints the daemon's pid. */
  const DAEMON = `import os, sys, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        print(os.getpid(), flush=True)
        time.sleep(60)
    os._exit(0)
os.wait()
`
  test('a daemon is followed, is reported when the program ends, and ends with Coreglow', async () => {
    const other = testPrograms()
    const stream = other.begin(start('python3', '-c', `${DAEMON}time.sleep(1.5)`))
    const daemon = await numberFrom(stream)
    await expect.poll(() => other.observer.followed.some(({ pid }) => pid === daemon), SOON).toBe(true)
    await stream.ended
    expect(stream.eventOf('warning')?.message).toContain(`process ${daemon} that it started lives on`)
    expect(isAlive(daemon)).toBe(true)
    await other.close()
    await expect.poll(() => isAlive(daemon), SOON).toBe(false)
  })

  test('a shim that becomes a program by exec, and a child that does: one tree', async () => {
    const stream = begin(
      start('/bin/sh', '-c', `sleep 0.4; ${process.execPath} -e "setTimeout(() => {}, 500)"; exec sleep 0.5`),
    )
    await stream.ended
    const { recording, program } = recordOf(stream)
    const names = recording.tasks
      .filter(({ kind, role }) => kind === 'process' && role === 'run')
      .map(({ name }) => name)
    expect(names.filter((name) => name.startsWith('node')).length).toBeGreaterThan(0)
    expect(recording.tasks.find(({ pid, kind }) => pid === program.pid && kind === 'process')!.name).toBe('sleep')
    expect(new Set(observer.followed.map(({ pid }) => pid)).has(program.pid)).toBe(true)
  })

  test('a thousand forks leave nothing behind', async () => {
    const code = `import os, time
for _ in range(1000):
    if os.fork() == 0:
        time.sleep(60)
        os._exit(0)
print(1, flush=True)
time.sleep(60)`
    const stream = begin(start('python3', '-c', code))
    await numberFrom(stream)
    const { id, program } = await began(stream)
    await programs.stop(id, 'program')
    const left = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isChildOf(name, program.pid))
    expect(left).toEqual([])
    expect(isAlive(program.pid)).toBe(false)
  }, 60_000)

  test('a program whose title is written over its environment, and whose parent has ended, ends too', async () => {
    const code = `import os, sys, time, ctypes
if os.fork() == 0:
    time.sleep(0.5)  # the sampler has seen it
    environ = ctypes.c_void_p.in_dll(ctypes.CDLL(None), 'environ').value
    first = ctypes.cast(environ, ctypes.POINTER(ctypes.c_void_p))[0]
    block = open('/proc/self/environ', 'rb').read()
    ctypes.memset(first, 0x20, len(block) - 1)
    print(os.getpid(), flush=True)
    time.sleep(60)
time.sleep(1.5)`
    const other = testPrograms()
    const stream = other.begin(start('python3', '-c', code))
    const child = await numberFrom(stream)
    await stream.ended
    expect(isAlive(child)).toBe(true)
    await other.close()
    await expect.poll(() => isAlive(child), SOON).toBe(false)
  })
})

function isChildOf(name: string, parent: number): boolean {
  try {
    return readFileSync(`/proc/${name}/stat`, 'latin1').split(') ')[1]!.split(' ')[1] === String(parent)
  } catch {
    return false
  }
}

describe('a program that is attached to', () => {
  test('is watched until it ends, and how it ended is unknown for a reason', async () => {
    const pid = running('for (;;);')
    const stream = begin({ ...attach(pid), title: 'Busy loop' })
    expect(await began(stream)).toMatchObject({ title: 'Busy loop', program: { pid, tid: pid, attached: true } })
    await sleep(1000)
    process.kill(pid, 'SIGKILL')
    expect(await stream.ended).toBeUndefined()
    expect(stream.eventOf('ended')).toMatchObject({ exitCode: null, signal: null })
    const { recording, environments, program } = recordOf(stream)
    expect(program.command).toEqual(isLinux ? [process.execPath, '-e', 'for (;;);'] : [])
    expect(cpuSecondsOf(recording)).toBeGreaterThan(0)
    const task = recording.tasks.find((candidate) => candidate.pid === pid && candidate.kind === 'process')!
    expect(endText(task)).toContain('ended; the system')
    const { load } = environments[0]
    const cores = 'missing' in load ? Infinity : coresOfPart(load, 'watched')
    expect(cores).toBeGreaterThan(0)
  })

  test('lives on after some seconds, whatever ends the watching', async () => {
    const pid = waiting()
    await begin({ ...attach(pid), seconds: 0.5 }).ended
    for (const end of ['watching', 'program'] as const) {
      const stream = begin(attach(pid))
      const { id } = await began(stream)
      expect(await programs.stop('another', end)).toBe(false)
      expect(await programs.stop(id, end)).toBe(true)
      expect(await stream.ended).toBeUndefined()
      expect(stream.eventOf('ended')).toBeUndefined()
    }
    const stream = begin(attach(pid))
    await began(stream)
    stream.leave()
    await stream.ended
    expect(isAlive(pid)).toBe(true)
  })
})

test('what threads do goes to the client and into the record, and turns of a process while it is looked at', async () => {
  const pid = waiting()
  const stream = begin(attach(pid))
  const { id } = await began(stream)
  await expect.poll(() => observer.followed.some((process) => process.pid === pid), SOON).toBe(true)
  const thread = { thread: 0, pid, tid: pid, startTime: 1, name: 'MainThread', python: false }
  const window = {
    fromNs: 0,
    toNs: 5,
    rows: { thread: [0], activity: [ACTIVITIES.indexOf('poll')], ns: [5] },
    gils: [],
    inFlight: 0,
  }
  observer.listener.onThreads?.([thread], [])
  observer.listener.onWindow?.(window, {} as never)
  observer.listener.onStacks?.({
    tNs: 1,
    samples: [{ thread: 0, activity: 0, frames: [{ function: 'f', file: 'a.py', line: 2 }] }],
  })
  expect(programs.lookAt(id, pid)).toBe(true)
  expect(programs.lookAt(id, process.pid)).toBe(false)
  expect(programs.lookAt('another', pid)).toBe(false)
  expect(programs.lookAt(id, undefined)).toBe(true)
  expect(observer.looks.slice(-2)).toEqual([pid, undefined])
  await expect
    .poll(() => stream.eventOf('functions'), SOON)
    .toMatchObject({
      threads: [{ thread: 0, functions: [{ function: 'f', file: 'a.py', line: 2, share: 1 }] }],
    })
  expect(stream.eventOf('diagnosis')).toBeDefined()
  await programs.stop(id, 'watching')
  expect(stream.eventOf('window')).toEqual({ type: 'window', window })
  expect(recordOf(stream).activity).toMatchObject({ threads: [thread], windows: [window] })
})

test('what cannot be started or watched leaves nothing behind, and the next request is answered', async () => {
  const refused = [start('coreglow-no-such-program'), start(''), attach(4_194_305), attach(process.pid)]
  for (const request of refused) expect(await begin(request).ended).toMatchObject({ code: expect.any(String) })
  expect(readdirSync(join(dataFolder, 'runs'))).toEqual([])
  expect(await begin(start('true')).ended).toBeUndefined()
})

test('while one is watched, another is refused', async () => {
  const stream = begin(attach(waiting()))
  await began(stream)
  await expect(begin(start('true')).ended).rejects.toMatchObject({ code: 'busy' })
  stream.leave()
  await stream.ended
})
