import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { programs } from '../../testing.ts'
import { createActivityMonitor } from './activity-monitor.ts'
import { followed, startReady, Tally } from './testing.ts'

const linux = process.platform === 'linux'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

async function watch(program: string, args: readonly string[], seconds = 1.5): Promise<Tally> {
  const child = await startReady(program, args)
  children.push(child)
  const monitor = createActivityMonitor({ thread: new URL('activity.js', programs) })
  const tally = new Tally()
  monitor.listen(tally.listener)
  monitor.listen({onProcess: (p) => console.log(p), onWarning: console.log})
  monitor.follow(followed(child.pid))
  await sleep(seconds * 1000)
  console.log(await monitor.report())
  await monitor.close()
  return tally
}

const python = (code: string) => ['/root/.pyenv/versions/' + (process.env.PYV ?? '3.11.7') + '/bin/python3', ['-uc', code]] as const

describe.skipIf(!linux)('x', () => {
  test('states', async () => {
    const t = await watch(...python(`
import threading, time, socket, os, subprocess, queue, concurrent.futures as cf, fcntl, tempfile, select, asyncio
def start(name, f):
    t = threading.Thread(target=f, name=name, daemon=True); t.start(); return t
lock = threading.Lock(); lock.acquire()
start('t-lock', lambda: lock.acquire())
ev = threading.Event()
start('t-event', ev.wait)
start('t-sleep', lambda: time.sleep(1e6))
a, b = socket.socketpair()
start('t-socket', lambda: a.recv(1))
r, w = os.pipe()
start('t-pipe', lambda: os.read(r, 1))
p = subprocess.Popen(['sleep', '60'])
start('t-child', lambda: os.waitpid(p.pid, 0))
q = queue.Queue()
def consume():
    while True: q.get()
start('t-consumer', consume)
pool = cf.ThreadPoolExecutor(2, thread_name_prefix='t-pool')
pool.submit(time.sleep, 0); pool.submit(time.sleep, 0)
f = cf.Future()
start('t-future', f.result)
start('t-join', start('t-sleep2', lambda: time.sleep(1e6)).join)
x = tempfile.NamedTemporaryFile()
fcntl.flock(x, fcntl.LOCK_EX)
y = open(x.name)
start('t-flock', lambda: fcntl.flock(y, fcntl.LOCK_EX))
async def tick():
    while True: await asyncio.sleep(0.2)
start('t-loop', lambda: asyncio.run(tick()))
start('t-poll', lambda: select.select([r, a], [], []))
def count():
    while True: pass
start('t-count', count)
print('ready')
time.sleep(1e6)
`))
    for (const [thread, states] of t.seconds) console.log(t.names.get(thread), Object.fromEntries([...states].map(([k, v]) => [k, +v.toFixed(3)])))
    console.log(t.gils, t.windows, t.inFlight.join())
    expect(1).toBe(1)
  })
})
