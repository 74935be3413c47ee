import { setTimeout as sleep } from 'node:timers/promises'
import type { FakeMachine } from './fake-service.ts'
import { report, spread } from './lib/bench.ts'
import { coreShares, processSeconds, treeSeconds } from './lib/cpu-time.ts'
import { withHost, type BenchHost } from './lib/host.ts'
import { openBrowser, openScreen, type OpenBrowser } from './lib/page.ts'
import { pairCount } from './lib/pairs.ts'

const ROUNDS = pairCount(5)
const SECONDS = 6
/** A page that has just been loaded, and a run that has just begun, still do what they do once. */
const SETTLE_MS = 2000
const CORES = 128
const RATE_HZ = 20

interface Load {
  /** All processes of the browser, shares of a core, a value for each round. */
  readonly browser: readonly number[]
  /** The host's process alone, without the interpreters that it starts. */
  readonly host: readonly number[]
}

/** CPU time of all the browser's processes, and of the host: with the screen idle, and during a run that only waits. */
export async function bench(): Promise<void> {
  if (process.platform !== 'linux') return console.log('skipped: needs Linux /proc')
  console.log(`shares of a core, ${ROUNDS} times ${SECONDS} s each, 1280 x 800`)
  const browser = await openBrowser()
  try {
    await sleep(2 * SETTLE_MS)
    const blank = await repeated(() => coreShares(SECONDS, () => treeSeconds(browser.pid)))
    report('browser, blank page', spread(blank.map(([share]) => share!)), 'what the browser itself costs')
    await withHost(async (host) => {
      const { idle, running } = await loads(browser, host)
      report('browser, screen idle', spread(idle.browser), 'at most 0.04')
      report('browser, screen in a run', spread(running.browser), 'at most 0.10')
      report('host, screen idle', spread(idle.host), 'at most 0.03')
      report('host, screen in a run', spread(running.host), 'at most 0.03')
    })
    await invented(browser, { cores: CORES, tasks: 0, rate: RATE_HZ }, 'at most 0.15')
    await invented(browser, { cores: CORES, tasks: 512, rate: RATE_HZ }, 'no target')
  } finally {
    await browser.close()
  }
}

async function invented(browser: OpenBrowser, machine: FakeMachine, target: string): Promise<void> {
  const { idle, running } = await withHost((host) => loads(browser, host), machine)
  const name = `invented machine, ${machine.cores} cores, ${machine.tasks} more tasks`
  report(`browser, screen idle, ${name}`, spread(idle.browser), target)
  report(`browser, screen in a run, ${name}`, spread(running.browser), target)
}

async function loads({ pid, page }: OpenBrowser, host: BenchHost): Promise<{ idle: Load; running: Load }> {
  await openScreen(page, host.url)
  const shares = () =>
    coreShares(
      SECONDS,
      () => treeSeconds(pid),
      () => processSeconds(host.pid),
    )
  await sleep(SETTLE_MS)
  const idle = await repeated(shares)
  const running = await repeated(() => duringRun(host, shares))
  await page.goto('about:blank')
  return { idle: toLoad(idle), running: toLoad(running) }
}

/** What `measure` finds in the middle of a run of two threads that sleep. */
async function duringRun<T>(host: BenchHost, measure: () => Promise<T>): Promise<T> {
  const seconds = SECONDS + (2 * SETTLE_MS) / 1000
  const request = { experiment: 'io-wait', models: ['threads'], workers: 2, seconds, repeat: 1 }
  const ended = host.run({ request })
  await sleep(SETTLE_MS)
  const found = await measure()
  await ended
  return found
}

async function repeated<T>(measure: () => Promise<T>): Promise<T[]> {
  const found = []
  for (let round = 0; round < ROUNDS; round++) found.push(await measure())
  return found
}

function toLoad(rounds: readonly (readonly number[])[]): Load {
  return { browser: rounds.map(([share]) => share!), host: rounds.map(([, share]) => share!) }
}
