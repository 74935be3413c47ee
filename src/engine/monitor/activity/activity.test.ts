import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { pythons, type Python } from '../../runtimes/python-program-testing.ts'
import { programs } from '../../testing.ts'
import { createActivityMonitor } from './activity-monitor.ts'
import type { ActivityMonitor, ActivityProcess } from './activity-source.ts'
import { followed, startReady, Tally, until } from './testing.ts'

const LINUX = process.platform === 'linux'
const preferred = pythons.findLast(({ hasGil }) => hasGil)

const children: ChildProcess[] = []
const monitors: ActivityMonitor[] = []
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await Promise.all(monitors.splice(0).map((monitor) => monitor.close()))
})

function monitorOf(tally: Tally): ActivityMonitor {
  const monitor = createActivityMonitor({ thread: new URL('activity.js', programs) })
  monitors.push(monitor)
  monitor.listen(tally.listener)
  return monitor
}

async function start(program: string, args: readonly string[]): Promise<number> {
  const child = await startReady(program, args)
  children.push(child)
  return child.pid
}

/** Follows a program that says "ready" until its windows make up some seconds. */
async function watch(program: string, args: readonly string[], seconds = 1): Promise<Tally> {
  const pid = await start(program, args)
  const tally = new Tally()
  const monitor = monitorOf(tally)
  monitor.follow(followed(pid))
  await until(() => tally.watchedSeconds >= seconds, 20)
  return tally
}

const python = (interpreter: Python, code: string, seconds?: number): Promise<Tally> =>
  watch(interpreter.path, ['-u', '-c', code], seconds)

/** A thread for each wait, named after it; a worker thread's own names are not the program's to choose. */
const WAITS = `
import threading, time, socket, os, subprocess, queue, concurrent.futures, fcntl, tempfile, select, asyncio
def start(name, f):
    t = threading.Thread(target=f, name=name, daemon=True); t.start(); return t
lock = threading.Lock(); lock.acquire()
start('t-lock', lambda: lock.acquire())
semaphore = threading.Semaphore(0)
start('t-semaphore', lambda: semaphore.acquire())
event = threading.Event()
start('t-event', event.wait)
start('t-sleep', lambda: time.sleep(1e6))
a, b = socket.socketpair()
start('t-socket', lambda: a.recv(1))
r, w = os.pipe()
start('t-pipe', lambda: os.read(r, 1))
child = subprocess.Popen(['cat'], stdin=subprocess.PIPE)
start('t-child', lambda: os.waitpid(child.pid, 0))
items = queue.Queue()
def consume():
    while True: items.get()
start('t-consumer', consume)
pool = concurrent.futures.ThreadPoolExecutor(2, thread_name_prefix='t-pool')
for _ in range(2): pool.submit(time.sleep, 0)
start('t-future', concurrent.futures.Future().result)
start('t-join', start('t-sleep', lambda: time.sleep(1e6)).join)
file = tempfile.NamedTemporaryFile()
fcntl.flock(file, fcntl.LOCK_EX)
other = open(file.name)
start('t-flock', lambda: fcntl.flock(other, fcntl.LOCK_EX))
async def tick():
    while True: await asyncio.sleep(0.5)
start('t-loop', lambda: asyncio.run(tick()))
start('t-poll', lambda: select.select([r, a], [], []))
time.sleep(0.3)
print('ready')
queue.Queue().get()
`

describe.skipIf(!LINUX)('Python', () => {
  test.each(pythons)('$label: each thread is in the state that it is in', async (interpreter) => {
    const tally = await python(interpreter, WAITS)
    // What a thread waits for is known a look or two after the wait began; before 3.14 only Python knows the names.
    const expected = [
      [/^t-lock/, 'lock'],
      [/^t-semaphore/, 'lock'],
      [/^t-event/, 'task'],
      [/^t-sleep/, 'sleep'],
      [/^t-socket/, 'socket'],
      [/^t-pipe/, 'pipe'],
      [/^t-child/, 'child'],
      [/^t-consumer/, 'idle'],
      [/^t-pool/, 'idle'],
      [/^t-future/, 'task'],
      [/^t-join/, 'task'],
      [/^t-flock/, 'file-lock'],
      [/^t-loop/, 'loop'],
      [/^t-poll/, 'poll'],
      [/^MainThread/, 'task'],
    ] as const
    const shares = expected.map(([name, activity]) => `${activity}: ${tally.share(name, activity) > 0.9}`)
    expect(shares).toEqual(expected.map(([, activity]) => `${activity}: true`))
    expect(tally.share(/^t-/, 'gil')).toBeLessThan(0.05)
  })

  test.each(pythons.filter(({ hasGil }) => hasGil))(
    '$label: eight threads count and one sleeps',
    async (interpreter) => {
      const tally = await python(interpreter, COUNTERS)
      const life = tally.total(/^count/) / 8
      // One holds the GIL at a time, and the seven others wait for it.
      expect(tally.total(/^count/, 'python', 'gil-off-core') / life).toBeCloseTo(1, 0)
      expect(tally.total(/^count/, 'gil') / life).toBeGreaterThan(6)
      expect(tally.share(/^sleeper/, 'sleep')).toBeGreaterThan(0.95)
      // A thread that is given the GIL may have to wait for a core first.
      expect(tally.gils.held / life).toBeGreaterThan(0.7)
      expect(tally.gils.waited / life).toBeGreaterThan(6)
      expect(tally.gils.handovers).toBeGreaterThan(10)
      expect(Math.max(...tally.inFlight)).toBeGreaterThanOrEqual(8)
      expect(tally.additionError).toBeLessThan(0.01)
    },
  )

  test.skipIf(preferred === undefined)('a shell that becomes Python is read as Python', async () => {
    const script = `echo ready; read line; exec "${preferred?.path}" -c 'import time; time.sleep(1e6)'`
    const child = await startReady('sh', ['-c', script])
    children.push(child)
    const processes: ActivityProcess[] = []
    const monitor = monitorOf(new Tally())
    monitor.listen({ onProcess: (process) => processes.push(process) })
    monitor.follow(followed(child.pid))
    await until(() => processes.length > 0)
    expect(processes[0]).toMatchObject({ pid: child.pid, python: undefined, missing: undefined })
    child.stdin!.write('\n')
    await until(() => processes.at(-1)?.python !== undefined)
    expect(processes.at(-1)?.python?.version).toContain(`3.${preferred?.minor}`)
  })

  test.skipIf(preferred === undefined)('a thousand threads are read, and a process that ends is left', async () => {
    const threads = process.env['CI'] ? 200 : 1000
    const pid = await start(preferred!.path, ['-u', '-c', MANY, String(threads)])
    const tally = new Tally()
    const monitor = monitorOf(tally)
    monitor.follow(followed(pid))
    await until(() => tally.watchedSeconds >= 2, 20)
    expect(tally.seconds.size).toBe(threads + 1)
    expect(tally.share(/./, 'sleep', 'lock', 'task', 'gil', 'python', 'unknown')).toBeGreaterThan(0.9)
    expect(tally.additionError).toBeLessThan(0.01)
    children.pop()?.kill('SIGKILL')
    await until(() => tally.quietFor(0.5))
    expect(tally.quietFor(0.5)).toBe(true)
  })
})

const COUNTERS = `
import threading, time
def count():
    while True: pass
for i in range(8): threading.Thread(target=count, name=f'count{i}', daemon=True).start()
threading.Thread(target=lambda: time.sleep(1e6), name='sleeper', daemon=True).start()
time.sleep(0.2)
print('ready')
time.sleep(1e6)
`

const MANY = `
import sys, threading, time
threading.stack_size(65536)
for i in range(int(sys.argv[1])): threading.Thread(target=lambda: time.sleep(1e6), daemon=True).start()
print('ready')
time.sleep(1e6)
`

describe.skipIf(!LINUX)('other programs', () => {
  test('a shell waits for its child', async () => {
    const tally = await watch('sh', ['-c', 'echo ready; cat; true'])
    expect(tally.share(/./, 'child')).toBeGreaterThan(0.9)
  })

  test('Node.js: its event loop and its pool are idle, and a busy loop runs', async () => {
    const idle = await watch(process.execPath, ['-e', 'console.log("ready"); setInterval(() => undefined, 1e6)'])
    expect(idle.share(/./, 'loop', 'idle')).toBeGreaterThan(0.9)
    expect(idle.inFlight.at(-1)).toBe(0)
    const busy = await watch(process.execPath, ['-e', 'process.stdout.write("ready", () => { for (;;); })'])
    const life = Math.max(
      ...[...busy.seconds.values()].map((states) => (states.get('runs') ?? 0) + (states.get('ready') ?? 0)),
    )
    expect(life / busy.watchedSeconds).toBeGreaterThan(0.9)
    expect(busy.inFlight.at(-1)).toBe(1)
  })

  test('a stopped process is stopped', async () => {
    const pid = await start('sh', ['-c', 'echo ready; cat'])
    process.kill(pid, 'SIGSTOP')
    const tally = new Tally()
    monitorOf(tally).follow(followed(pid))
    await until(() => tally.watchedSeconds >= 0.5)
    expect(tally.share(/./, 'stopped')).toBeGreaterThan(0.8)
  })

  test('reports what it reached and cost, also when nothing was followed', async () => {
    const monitor = monitorOf(new Tally())
    expect(await monitor.report()).toMatchObject({ rateAsked: 200, rateAchieved: 0 })
    const pid = await start('sh', ['-c', 'echo ready; while :; do :; done'])
    monitor.follow(followed(pid))
    await sleep(500)
    const report = await monitor.report()
    expect(report.rateAchieved).toBeGreaterThan(10)
    expect(report.cpuSeconds).toBeGreaterThan(0)
  })
})
