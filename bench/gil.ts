import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { startTimeOf } from '../src/engine/host/process-identity.ts'
import { createActivityMonitor } from '../src/engine/monitor/activity/activity-monitor.ts'
import {
  type ActivityMonitor,
  DEFAULT_RATES,
  type FollowedProcess,
} from '../src/engine/monitor/activity/activity-source.ts'
import { createRuntimes } from '../src/engine/runtimes/runtimes.ts'
import { benchOptions, report, spread } from './lib/bench.ts'
import { inPairs, pairCount } from './lib/pairs.ts'

const ROUNDS = 5
const PAIRS = pairCount(15)
const SECONDS = 1

/** What reading threads and the GIL costs: the activity thread itself, attaching, and the program that is watched. */
export async function bench(): Promise<void> {
  if (process.platform !== 'linux') return console.log('skipped: needs Linux /proc')
  const options = benchOptions()
  const runtimes = createRuntimes(options)
  try {
    const found = await runtimes.list()
    const python = found.find(({ kind }) => kind === 'cpython')
    if (python === undefined) return console.log('skipped: no Python')
    console.log(`${python.label}; functions at ${DEFAULT_RATES.functions} Hz`)
    const thread = options.programs.activity
    for (const { threads, work, rate, target } of COSTS)
      await threadCost(thread, python.path, threads, work, rate, target)
    await attaching(thread, python.path)
    await slowDown(thread, python.path)
  } finally {
    await runtimes.close()
    options.remove()
  }
}

const COSTS = [
  { threads: 2, work: 'count', rate: 200, target: 'under 0.05' },
  { threads: 8, work: 'count', rate: 200, target: 'under 0.05' },
  { threads: 64, work: 'count', rate: 200, target: 'under 0.12' },
  { threads: 2, work: 'count', rate: 1000, target: 'under 0.10' },
  { threads: 8, work: 'count', rate: 1000, target: 'under 0.10' },
  { threads: 2, work: 'sleep', rate: 200, target: 'under 0.02' },
  { threads: 8, work: 'sleep', rate: 200, target: 'under 0.02' },
  { threads: 64, work: 'sleep', rate: 200, target: 'under 0.02' },
] as const

/** Threads that count or sleep; writes its work and its CPU seconds when asked. */
const PROGRAM = `
import sys, threading, time
done = [0] * int(sys.argv[1])
def count(i):
    while True:
        for _ in range(10000): pass
        done[i] += 1
def sleep(i): time.sleep(1e6)
for i in range(len(done)): threading.Thread(target=globals()[sys.argv[2]], args=(i,), daemon=True).start()
print('ready', flush=True)
for line in sys.stdin: print(sum(done), time.process_time(), flush=True)
`

interface Program extends FollowedProcess {
  /** Work and CPU seconds so far. */
  readonly ask: () => Promise<readonly [number, number]>
}

async function withProgram(
  python: string,
  threads: number,
  work: string,
  use: (program: Program) => Promise<void>,
): Promise<void> {
  const child = spawn(python, ['-c', PROGRAM, String(threads), work], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const lines = createInterface({ input: child.stdout })
    await once(lines, 'line')
    const ask = async (): Promise<readonly [number, number]> => {
      child.stdin.write('\n')
      const [line]: string[] = await once(lines, 'line')
      const [done, cpu] = line!.split(' ')
      return [Number(done), Number(cpu)]
    }
    await use({ pid: child.pid!, startTime: startTimeOf(child.pid!)!, ask })
  } finally {
    child.kill('SIGKILL')
  }
}

async function withMonitor(thread: URL, use: (monitor: ActivityMonitor) => Promise<void>): Promise<void> {
  const monitor = createActivityMonitor({ thread })
  monitor.listen({ onWindow: () => undefined })
  try {
    await use(monitor)
  } finally {
    await monitor.close()
  }
}

async function threadCost(
  thread: URL,
  python: string,
  threads: number,
  work: string,
  rate: number,
  target: string,
): Promise<void> {
  const shares: number[] = []
  let achieved = NaN
  await withProgram(python, threads, work, (program) =>
    withMonitor(thread, async (monitor) => {
      monitor.follow(program)
      if (rate > DEFAULT_RATES.samples) monitor.lookAt(program.pid)
      await sleep(2000) // compiled by then
      for (let i = 0; i < ROUNDS; i++) shares.push(await share(monitor))
      achieved = (await monitor.report()).rateAchieved
    }),
  )
  const what = `${threads} threads that ${work}, ${rate} Hz (${achieved.toFixed(0)} reached): activity thread, share of a core`
  report(what, spread(shares, 4), target)
}

async function share(monitor: ActivityMonitor): Promise<number> {
  const cpu = async () => {
    const { cpuSeconds } = await monitor.report()
    return typeof cpuSeconds === 'number' ? cpuSeconds : NaN
  }
  const [before, startMs] = [await cpu(), performance.now()]
  await sleep(SECONDS * 1000)
  return ((await cpu()) - before) / ((performance.now() - startMs) / 1000)
}

/** From `follow` until the interpreter is known, the thread being there already. */
async function attaching(thread: URL, python: string): Promise<void> {
  const times: number[] = []
  await withProgram(python, 8, 'sleep', (first) =>
    withMonitor(thread, async (monitor) => {
      monitor.follow(first)
      await sleep(500)
      for (let i = 0; i < ROUNDS; i++)
        await withProgram(python, 8, 'sleep', async (program) => {
          const startMs = performance.now()
          const known = new Promise<void>((resolve) => {
            monitor.listen({ onProcess: ({ pid, python: found }) => void (pid === program.pid && found && resolve()) })
          })
          monitor.follow(program)
          await known
          times.push(performance.now() - startMs)
        })
    }),
  )
  report('attaching to a program with 8 threads, ms', spread(times, 1), 'under 100')
}

/** The watched program's work per CPU second, and per second, beside the same program unwatched. */
async function slowDown(thread: URL, python: string): Promise<void> {
  await withProgram(python, 2, 'count', (program) =>
    withMonitor(thread, async (monitor) => {
      const perCpuSecond: number[] = []
      const watched = async (): Promise<number> => {
        monitor.follow(program)
        const result = await cpuPerWork(program)
        monitor.unfollow(program.pid)
        return result
      }
      perCpuSecond.push(...(await inPairs(PAIRS, watched, () => cpuPerWork(program))))
      report('work per CPU second of 2 counting threads, watched / unwatched', spread(perCpuSecond), 'at least 0.99')
    }),
  )
}

async function cpuPerWork(program: Program): Promise<number> {
  const [work, cpu] = await program.ask()
  await sleep(SECONDS * 1000)
  const [workAfter, cpuAfter] = await program.ask()
  return (cpuAfter - cpu) / (workAfter - work)
}
