import type { CDPSession, Page } from 'playwright'
import { createEngine } from '../src/engine/engine.ts'
import { withFakeProgram } from './fake-program.ts'
import { createFakeService } from './fake-service.ts'
import { benchOptions, median, quantile, report } from './lib/bench.ts'
import { withPage } from './lib/page.ts'

const LATENCY_SECONDS = 15
const LONG_SECONDS = 300
const BIG = { cores: 128, tasks: 512, rate: 20 }
const PROGRAM_THREADS = 300
const PROGRAM_SIZES = [
  { width: 1280, height: 800 },
  { width: 2560, height: 1440 },
] as const
const PROGRAM_MS = 15_000
const MB = 1e6

/** From sampled to drawn, and how the screen bears a machine of 128 cores and 512 tasks for five minutes. */
export async function bench(): Promise<void> {
  await latency()
  await programFrames()
  await frames()
}

async function latency(): Promise<void> {
  const options = benchOptions()
  const engine = createEngine(options)
  try {
    const ages = await withPage(engine, drawnAges)
    const ms = (share: number) => `${quantile(ages, share).toFixed(0)} ms`
    report(`sampled to drawn, p95 of ${ages.length} draws`, `${ms(0.95)} (median ${ms(0.5)})`, 'under 150 ms')
  } finally {
    await engine.close()
    options.remove()
  }
}

/** Milliseconds from the sample's moment to the end of the draw that first showed it. */
async function drawnAges(page: Page): Promise<number[]> {
  const offsetMs = await clockOffsetMs(page)
  const draws = await page.evaluate(watchDraws, LATENCY_SECONDS * 1000)
  return draws.map(({ drawnMs, tNs }) => drawnMs + offsetMs - tNs / 1e6)
}

/** Milliseconds to add to the page's `performance.now()` for the monotonic clock that frames carry: the tightest of many tries. */
async function clockOffsetMs(page: Page): Promise<number> {
  const tries = []
  for (let i = 0; i < 50; i++) {
    const before = Number(process.hrtime.bigint()) / 1e6
    const there = await page.evaluate(() => performance.now())
    const after = Number(process.hrtime.bigint()) / 1e6
    tries.push({ width: after - before, offset: (before + after) / 2 - there })
  }
  return tries.toSorted((a, b) => a.width - b.width)[0]!.offset
}

// Runs in the page.
function watchDraws(forMs: number): Promise<{ drawnMs: number; tNs: number }[]> {
  return new Promise((resolve) => {
    const seen = new Map<number, { drawnMs: number; tNs: number }>()
    const observer = new PerformanceObserver((list) => {
      for (const mark of list.getEntriesByName('coreglow:draw')) {
        if (!(mark instanceof PerformanceMark)) continue
        const { seq, tNs } = mark.detail
        if (seq !== undefined && !seen.has(seq)) seen.set(seq, { drawnMs: mark.startTime, tNs })
      }
    })
    observer.observe({ type: 'mark' })
    setTimeout(() => {
      observer.disconnect()
      resolve([...seen.values()])
    }, forMs)
  })
}

/** The page of a program, while its lanes change twenty times a second. */
async function programFrames(): Promise<void> {
  const service = withFakeProgram(createFakeService({ cores: 8, tasks: PROGRAM_THREADS, rate: 20 }), PROGRAM_THREADS)
  for (const size of PROGRAM_SIZES) {
    const intervals = await withPage({ service }, async (page) => {
      await page.setViewportSize(size)
      await page.getByRole('button', { name: 'Your program' }).click()
      await page.getByRole('textbox', { name: 'Command' }).fill('python3 fake.py')
      await page.getByRole('button', { name: 'Start and watch' }).click()
      await page.getByRole('button', { name: /^Thread-1\b/u }).waitFor()
      return page.evaluate(watchFrames, PROGRAM_MS)
    })
    report(
      `frames a second, a program with ${PROGRAM_THREADS} threads at ${size.width} x ${size.height}`,
      framesText(intervals),
      'at least 30',
    )
  }
}

function framesText(intervals: readonly number[]): string {
  const perSecond = (1000 * intervals.length) / intervals.reduce((sum, ms) => sum + ms, 0)
  const slow = intervals.filter((ms) => ms > 1000 / 30 + 1).length / intervals.length
  return `${perSecond.toFixed(1)} on average, ${(1000 / median([...intervals])).toFixed(0)} at the median, ${(slow * 100).toFixed(1)} % of frames later than 33 ms`
}

async function frames(): Promise<void> {
  const service = createFakeService(BIG)
  const { intervals, heaps } = await withPage({ service }, async (page) => {
    const session = await page.context().newCDPSession(page)
    // Histories fill up in the first half minute; growth after that would be a leak.
    await page.waitForTimeout(30_000)
    const sizes = [await heapBytes(session)]
    const times: number[] = []
    for (let s = 30; s < LONG_SECONDS; s += 30) {
      times.push(...(await page.evaluate(watchFrames, 30_000)))
      sizes.push(await heapBytes(session))
    }
    return { intervals: times, heaps: sizes }
  })
  report(
    `frames a second, ${BIG.cores} cores and ${BIG.tasks} tasks at ${BIG.rate} Hz`,
    framesText(intervals),
    'at least 30',
  )
  const [first, last] = [median(heaps.slice(0, 3)) / MB, median(heaps.slice(-3)) / MB]
  report(
    `page's heap after ${LONG_SECONDS / 60} minutes / after half a minute`,
    `${(last / first).toFixed(3)} (${first.toFixed(1)} to ${last.toFixed(1)} MB)`,
    'no growth',
  )
}

// Runs in the page.
function watchFrames(forMs: number): Promise<number[]> {
  return new Promise((resolve) => {
    const intervals: number[] = []
    let last = performance.now()
    const end = last + forMs
    const step = (now: number) => {
      intervals.push(now - last)
      last = now
      if (now < end) requestAnimationFrame(step)
      else resolve(intervals)
    }
    requestAnimationFrame(step)
  })
}

async function heapBytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  return (await session.send('Runtime.getHeapUsage')).usedSize
}
