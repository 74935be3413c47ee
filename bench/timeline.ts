import react from '@vitejs/plugin-react'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from 'playwright'
import { build } from 'vite'
import { median, quantile, report } from './lib/bench.ts'
import { withBarePage } from './lib/page.ts'
import type { TimelineBench, Turns } from './lib/timeline-page.ts'

const SPANS = 10_000_000
const WORKERS = 8
const FRAMES = 90
const AT_LEAST = 'at least 30'
const IN: Turns = { frames: 36, deltaX: 0, deltaY: -260 }
const SIDEWAYS: Turns = { frames: FRAMES, deltaX: 6, deltaY: 0 }

declare const timelineBench: TimelineBench

/** The timeline's own panel with ten million spans of nanoseconds, opened, zoomed and moved in a browser without a graphics card. */
export async function bench(): Promise<void> {
  const script = await bundle()
  await withBarePage(async (page) => {
    await page.setContent('<div id="root"><main class="single"></main></div>')
    const theme = resolve('src/renderer/theme')
    for (const file of readdirSync(theme).filter((name) => name.endsWith('.css'))) {
      await page.addStyleTag({ path: join(theme, file) })
    }
    await page.addScriptTag({ content: script })
    await page.addStyleTag({ content: '[data-panel] { height: 760px }' })
    const openMs = await page.evaluate(([spans, workers]) => timelineBench.open(spans!, workers!), [SPANS, WORKERS])
    report(
      `timeline of ${SPANS / 1e6} million spans of ${WORKERS} threads, opened`,
      `${openMs.toFixed(0)} ms`,
      'under 1000 ms',
    )
    await zooms(page)
  })
}

async function zooms(page: Page): Promise<void> {
  tell('moved, all of it shown', await turn(page, { frames: FRAMES, deltaX: 0, deltaY: -2 }))
  for (const shown of ['10 ms', '20 us', '1 us']) {
    const into = await turn(page, IN)
    tell(`zoomed in to about ${shown}`, into)
    tell('moved there', await turn(page, SIDEWAYS))
  }
  tell('zoomed out again', await turn(page, { ...IN, frames: 60, deltaY: 300 }))
}

const turn = (page: Page, turns: Turns) => page.evaluate((wanted) => timelineBench.turn(wanted), turns)

function tell(what: string, intervals: readonly number[]): void {
  const perSecond = (1000 * intervals.length) / intervals.reduce((sum, ms) => sum + ms, 0)
  const text = `${perSecond.toFixed(0)} draws a second, median ${median(intervals).toFixed(1)} ms, p95 ${quantile(intervals, 0.95).toFixed(1)} ms`
  report(`  ${what}`, text, AT_LEAST)
}

async function bundle(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    plugins: [react()],
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: 'bench/lib/timeline-page.ts', output: { format: 'iife' } },
    },
  })
  const [bundled] = Array.isArray(built) ? built : [built]
  if (bundled === undefined || !('output' in bundled)) throw new Error('the page was not built')
  return bundled.output[0].code
}
