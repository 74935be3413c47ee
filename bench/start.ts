import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Page } from 'playwright'
import { benchOptions, report, spread } from './lib/bench.ts'
import { openBrowser } from './lib/page.ts'
import { pairCount } from './lib/pairs.ts'

const ROUNDS = pairCount(7)

interface Start {
  /** Milliseconds until the host has printed its address, and until the page has drawn its first frame. */
  readonly addressMs: number
  readonly frameMs: number
}

/** From `npm start -- --browser` to the first frame that is drawn, in a browser that runs already; from the second start on. */
export async function bench(): Promise<void> {
  const { dataFolder, remove } = benchOptions()
  const { page, close } = await openBrowser()
  try {
    await start(page, dataFolder) // builds, and asks the interpreters what they are
    const pairs: { readonly nothing: number; readonly coreglow: Start }[] = []
    for (let round = 0; round < ROUNDS; round++) {
      pairs.push({ nothing: await npmMs(), coreglow: await start(page, dataFolder) })
    }
    const seconds = (pick: (times: Start) => number) =>
      spread(
        pairs.map(({ coreglow }) => pick(coreglow) / 1000),
        2,
      )
    const ratios = pairs.map(({ nothing, coreglow }) => coreglow.frameMs / nothing)
    report(
      'second start, npm start to the first frame, s',
      seconds(({ frameMs }) => frameMs),
      'at most 1.5',
    )
    report(
      '  of it until the address is printed, s',
      seconds(({ addressMs }) => addressMs),
      'a part of it',
    )
    report('second start / npm that runs nothing', spread(ratios, 1), 'no target')
  } finally {
    await close()
    remove()
  }
}

async function start(page: Page, dataFolder: string): Promise<Start> {
  const startMs = performance.now()
  const npm = runNpm(['start', '--', '--browser', '--no-open', '--port', '0'], { COREGLOW_DATA: dataFolder })
  const ended = once(npm, 'exit')
  try {
    const url = await addressOf(npm.stdout)
    const addressMs = performance.now() - startMs
    await page.goto(url, { waitUntil: 'commit' })
    await page.evaluate(firstFrame)
    return { addressMs, frameMs: performance.now() - startMs }
  } finally {
    await page.goto('about:blank')
    // The whole group, as Ctrl+C in a terminal: npm hands no signal on.
    if (npm.exitCode === null) process.kill(-npm.pid!, 'SIGINT')
    await ended
  }
}

/** Milliseconds that npm takes by itself. */
async function npmMs(): Promise<number> {
  const startMs = performance.now()
  await once(runNpm(['exec', '--', 'node', '-e', '0'], {}), 'exit')
  return performance.now() - startMs
}

function runNpm(args: readonly string[], env: Readonly<Record<string, string>>) {
  return spawn('npm', args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'], detached: true })
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const part of output) {
    text += String(part)
    const [url] = /https?:\/\/\S+/.exec(text) ?? []
    if (url !== undefined) return url
  }
  throw new Error(`The host ended without an address: ${text}`)
}

// Runs in the page.
function firstFrame(): Promise<void> {
  return new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const draws = list.getEntriesByName('coreglow:draw').filter((mark) => mark instanceof PerformanceMark)
      if (draws.some(({ detail }) => detail?.seq !== undefined)) resolve()
    })
    observer.observe({ type: 'mark', buffered: true })
  })
}
