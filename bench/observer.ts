import { availableParallelism } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Runtime } from '../src/contract/experiment.ts'
import { createRuntimes } from '../src/engine/runtimes/runtimes.ts'
import type { Runtimes } from '../src/engine/runtimes/workload.ts'
import { benchOptions, report, spread } from './lib/bench.ts'
import { withHost, type BenchHost } from './lib/host.ts'
import { openBrowser, openScreen, type OpenBrowser } from './lib/page.ts'
import { inPairs, pairCount } from './lib/pairs.ts'
import { calibrate, withWorkload } from './lib/workload.ts'

const PAIRS = pairCount(25)
const SECONDS = 1.5
const WORKERS = availableParallelism()
/** A page that has just been loaded still compiles and draws; after this it does what it does all the time. */
const SETTLE_MS = 2000

type Shown = 'no browser' | 'blank page' | 'screen'

/**
 * The observer effect: how much longer counting in processes on all cores takes while the screen is open, idle or showing
 * that very run, than beside a blank page in the same browser. All sides do the same amount of work, calibrated once.
 */
export async function bench(): Promise<void> {
  const options = benchOptions()
  const runtimes = createRuntimes(options)
  try {
    const runtime = await runtimes.preferred()
    const workUnits = await calibrate(runtimes, runtime, SECONDS)
    console.log(`${runtime.label}, ${WORKERS} processes, ${PAIRS} pairs of ${SECONDS} s, against a blank page`)
    await withHost((host) => compare(host, runtimes, runtime, workUnits))
  } finally {
    await runtimes.close()
    options.remove()
  }
}

async function compare(host: BenchHost, runtimes: Runtimes, runtime: Runtime, workUnits: number): Promise<void> {
  const display = createDisplay(host.url)
  const beside = (shown: Shown, count: () => Promise<number>) => async () => {
    await display.show(shown)
    return count()
  }
  const alone = () => countAlone(runtimes, runtime, workUnits)
  const inApp = () => countInApp(host, runtime, workUnits)
  const baseline = beside('blank page', alone)
  const row = async (what: string, measured: () => Promise<number>, target: string) =>
    report(`wall time, ${what} / blank page`, spread(await inPairs(PAIRS, baseline, measured)), target)
  try {
    await row('screen open and idle', beside('screen', alone), 'median at most 1.02')
    await row('run by the app, screen shows it', beside('screen', inApp), 'median at most 1.03')
    await row('run by the app, nobody looks', beside('blank page', inApp), 'median at most 1.03')
    await row('no browser at all', beside('no browser', alone), 'what a blank page costs')
  } finally {
    await display.close()
  }
}

/** Nanoseconds of counting without the app. */
function countAlone(runtimes: Runtimes, runtime: Runtime, workUnits: number): Promise<number> {
  return withWorkload(runtimes, runtime, async (workload) => {
    const end = await workload.run({ work: 'countdown', model: 'processes', workers: WORKERS, workUnits }, () => {})
    return end.endNs - end.startNs
  })
}

/** Nanoseconds of the same work as a run of the app, watched by its monitor. */
function countInApp(host: BenchHost, runtime: Runtime, workUnits: number): Promise<number> {
  const what = { experiment: 'cpu-countdown', runtime: runtime.id, models: ['processes'], workers: WORKERS }
  return host.run({ request: { ...what, seconds: SECONDS, repeat: 1 }, workUnits })
}

interface Display {
  /** Resolves when it has settled; at once where it is shown already. */
  readonly show: (wanted: Shown) => Promise<void>
  readonly close: () => Promise<void>
}

function createDisplay(url: string): Display {
  let browser: OpenBrowser | undefined
  let shown: Shown = 'no browser'
  const close = async () => {
    await browser?.close()
    browser = undefined
  }
  return {
    async show(wanted) {
      if (wanted === shown) return
      if (wanted === 'no browser') await close()
      else {
        browser ??= await openBrowser()
        await (wanted === 'screen' ? openScreen(browser.page, url) : browser.page.goto('about:blank'))
      }
      shown = wanted
      await sleep(SETTLE_MS)
    },
    close,
  }
}
