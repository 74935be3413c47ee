import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { currentLoad, processes } from 'systeminformation'
import { createMonitor } from '../src/engine/monitor/monitor.ts'
import { createLinuxSource } from '../src/engine/monitor/procfs.ts'
import type { Source } from '../src/engine/monitor/source.ts'
import { benchOptions, median, report, spread } from './lib/bench.ts'

const TASKS = 100
const ROUNDS = 9
const TICKS = 40
/** At 20 Hz, so that what is read five times a second has its true share. */
const TICK_NS = 5e7

/** What a sampler tick costs, beside the same reads through psutil and systeminformation; and what the thread costs. */
export async function bench(): Promise<void> {
  if (process.platform !== 'linux') return console.log('skipped: needs Linux /proc')
  await withChildren(TASKS, ['sleep', '600'], async (pids) => {
    const source = createLinuxSource()
    for (const pid of pids) source.watch({ pid, role: 'run' })
    let tNs = 0
    const ticks = (stepNs: number) => runTicks(source, () => (tNs += stepNs))
    for (let i = 0; i < 5; i++) ticks(TICK_NS)
    await besidePsutil(pids, ticks)
    await besideSysteminformation(ticks)
    source.close()
  })
  await threadCost()
}

interface Cost {
  /** Microseconds a tick. */
  readonly cpu: number
  readonly wall: number
}

function runTicks(source: Source, next: () => number): Cost {
  const before = process.cpuUsage()
  const startMs = performance.now()
  for (let i = 0; i < TICKS; i++) source.read(next())
  const wall = ((performance.now() - startMs) * 1e3) / TICKS
  const { user, system } = process.cpuUsage(before)
  return { cpu: (user + system) / TICKS, wall }
}

// Cores, and of each task state, core, CPU time and memory; switches at every fourth tick, as the sampler does.
const PSUTIL = `
import sys, time
try: import psutil
except ImportError: sys.exit(3)
tasks = [psutil.Process(int(pid)) for pid in sys.argv[2:]]
def tick(switches):
    psutil.cpu_times(percpu=True)
    for task in tasks:
        with task.oneshot():
            task.status(); task.cpu_num(); task.cpu_times(); task.memory_info()
            if switches: task.num_ctx_switches()
for line in sys.stdin:
    start = time.process_time()
    for i in range(int(sys.argv[1])): tick(i % 4 == 0)
    print((time.process_time() - start) / int(sys.argv[1]) * 1e6, flush=True)
`

async function besidePsutil(pids: readonly number[], ticks: (stepNs: number) => Cost): Promise<void> {
  const python = spawn('/usr/bin/python3', ['-c', PSUTIL, String(TICKS), ...pids.map(String)])
  const exit = once(python, 'exit').catch(() => [3])
  const lines = createInterface({ input: python.stdout })
  const ask = async (): Promise<number | undefined> => {
    python.stdin.on('error', () => undefined).write('tick\n')
    const answer: unknown[] = await Promise.race([once(lines, 'line'), exit.then(() => [])])
    return answer.length === 0 ? undefined : Number(answer[0])
  }
  if ((await ask()) === undefined) return console.log('skipped: no psutil for /usr/bin/python3')
  const rounds: Record<'psutil' | 'rest' | 'all', number>[] = []
  for (let i = 0; i < ROUNDS; i++) {
    rounds.push({ psutil: (await ask()) ?? NaN, rest: ticks(TICK_NS).cpu, all: ticks(TICK_NS * 4).cpu })
  }
  python.stdin.end()
  await exit
  const medianText = (side: 'psutil' | 'rest' | 'all') => `${median(rounds.map((round) => round[side])).toFixed(0)} us`
  console.log(
    `CPU time of a tick of all cores and ${TASKS} tasks: at rest ${medianText('rest')}, if all had run ${medianText('all')}, psutil ${medianText('psutil')}`,
  )
  report('tick, tasks at rest, CPU / psutil', spread(rounds.map(({ rest, psutil }) => rest / psutil)), 'at most 0.2')
  report('tick, all tasks read, CPU / psutil', spread(rounds.map(({ all, psutil }) => all / psutil)), 'at most 0.2')
}

async function besideSysteminformation(ticks: (stepNs: number) => Cost): Promise<void> {
  await currentLoad()
  const ratios = []
  for (let i = 0; i < ROUNDS; i++) {
    const startMs = performance.now()
    await currentLoad()
    await processes()
    ratios.push(ticks(TICK_NS).wall / ((performance.now() - startMs) * 1e3))
  }
  report('tick, wall / systeminformation currentLoad and processes', spread(ratios, 4), 'at most 0.1')
}

/** The sampler thread at 20 Hz while ten processes compute on all cores. */
async function threadCost(): Promise<void> {
  const options = benchOptions()
  const monitor = createMonitor({ sampler: options.programs.sampler })
  try {
    await withChildren(10, ['sh', '-c', 'while :; do :; done'], async (pids) => {
      for (const pid of pids) monitor.watch({ pid, role: 'run' })
      const stop = monitor.listen(20, { onFrame: () => undefined, onTop: () => undefined })
      await sleep(2000)
      const shares = []
      for (let i = 0; i < ROUNDS; i++) shares.push(await share(monitor.ownCpuNs))
      stop()
      report('20 Hz, 10 busy tasks, and top: sampler thread, share of a core', spread(shares, 4), 'under 0.02')
    })
  } finally {
    await monitor.close()
    options.remove()
  }
}

async function share(cpuNs: () => Promise<number | undefined>): Promise<number> {
  const [before, startNs] = [await cpuNs(), process.hrtime.bigint()]
  await sleep(1000)
  return ((await cpuNs())! - before!) / Number(process.hrtime.bigint() - startNs)
}

async function withChildren(
  count: number,
  [program, ...args]: readonly [string, ...string[]],
  use: (pids: readonly number[]) => Promise<void>,
): Promise<void> {
  const children: ChildProcess[] = []
  try {
    for (let i = 0; i < count; i++) children.push(spawn(program, args, { stdio: 'ignore' }))
    await sleep(300)
    await use(children.map((child) => child.pid!))
  } finally {
    for (const child of children) child.kill('SIGKILL')
  }
}
