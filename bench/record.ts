import { readFileSync } from 'node:fs'
import { mkdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sampleRun } from '../src/testing/sample-run.ts'
import type { Run } from '../src/contract/run.ts'
import { createArchive } from '../src/engine/archive/archive.ts'
import { encodeRun } from '../src/engine/archive/run-file.ts'
import { toRecording } from '../src/engine/observation/recording.ts'
import { createEngine, type EngineOptions } from '../src/engine/engine.ts'
import { createMonitor, type Monitor } from '../src/engine/monitor/monitor.ts'
import { createRecords } from '../src/engine/records/records.ts'
import { createSave } from '../src/engine/records/save.ts'
import { benchOptions, report, spread } from './lib/bench.ts'
import { longRun, recordActivity, recordFrames } from './lib/long-run.ts'
import { withPage } from './lib/page.ts'

const LONG = { seconds: 60, rate: 20, cores: 8, tasks: 64, threads: 8 }
const ROUNDS = 9
const RUNS = 10_000
const MB = 1e6

/** What the record of a minute costs, to keep and to open, and what a long history costs to list. */
export async function bench(): Promise<void> {
  const options = benchOptions()
  const monitor = createMonitor(options.programs)
  try {
    const run = await minute()
    await saveAndRead(run, options, monitor)
    await open(options)
    await history(options.dataFolder)
  } finally {
    await monitor.close()
    options.remove()
  }
}

async function minute(): Promise<Run> {
  const { seconds, rate, tasks, threads } = LONG
  const before = heldBytes()
  const recorder = recordFrames(LONG)
  const { recording } = await toRecording(recorder.log, recorder.received())
  const run = longRun(LONG, recording, recordActivity(LONG))
  const held = (heldBytes() - before) / MB
  const spans = run.results.flatMap(({ workers }) => workers.map(({ running = [] }) => running.length / 2))
  console.log(
    `${seconds} s at ${rate} Hz, ${tasks} tasks, ${recorder.log.frameCount} frames, ${spans.reduce((a, b) => a + b)} spans of ${threads} threads`,
  )
  report('in memory, frames and record', `${held.toFixed(1)} MB`, 'at most 15 MB')
  return run
}

async function saveAndRead(run: Run, { dataFolder, programs }: EngineOptions, monitor: Monitor): Promise<void> {
  const [saved, blocked, busy, read]: number[][] = [[], [], [], []]
  const records = createRecords(programs.records, { dataFolder })
  const save = createSave(records, createArchive(dataFolder))
  // The thread has started, as it has after the first run.
  await save({ ...run, id: `${run.id}-first` })
  const ticks = countMissed(monitor)
  for (let round = 0; round < ROUNDS; round++) {
    const loop = watchLoop()
    saved!.push(await milliseconds(() => save(run)))
    const { wallMs, cpuMs } = loop.longest()
    blocked!.push(wallMs)
    busy!.push(cpuMs)
    read!.push(await milliseconds(() => createArchive(dataFolder).read(run.id)))
    await sleep(100)
  }
  await records.close()
  const { size } = await stat(join(dataFolder, 'runs', `${run.id}.json.gz`))
  report('on disk', `${(size / MB).toFixed(2)} MB`, 'at most 3 MB')
  report('seal and save, ms', spread(saved!, 0), 'under 500')
  report('longest that the event loop was blocked by it, ms', spread(blocked!, 0), 'under 20')
  report('CPU time of its longest task, ms', spread(busy!, 0), 'under 20')
  report('samples missed at 20 Hz meanwhile', String(ticks.stop()), '0')
  report('read, ms', spread(read!, 0), 'a part of opening it')
}

/** From the click in the history to the picture, in the browser. */
async function open(options: EngineOptions): Promise<void> {
  const engine = createEngine(options)
  try {
    const opened = await withPage(engine, async (page) => {
      const times: number[] = []
      for (let round = 0; round < ROUNDS; round++) {
        await page.reload()
        await page.locator('button:has(time)').first().waitFor()
        times.push(await page.evaluate(clickAndSee))
      }
      return times
    })
    report('opened, from the click to the first picture, ms', spread(opened, 0), 'under 1000')
  } finally {
    await engine.close()
  }
}

// Runs in the page. The second animation frame after the run's last figure is there comes when the first one's drawing is on the screen.
function clickAndSee(): Promise<number> {
  return new Promise((resolve) => {
    // oxlint-disable-next-line unicorn/consistent-function-scoping -- only this function is sent to the page
    const isDrawn = (place: Element) => {
      const canvas = place.querySelector('canvas')
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data
      return pixels?.some((value) => value !== 0) === true
    }
    const start = performance.now()
    document.querySelector<HTMLButtonElement>('button:has(time)')!.click()
    const look = () => {
      const places = [...document.querySelectorAll('[data-role=figure-canvas] > div')]
      const isThere = places.length > 0 && document.body.textContent.includes('Saved run') && places.every(isDrawn)
      requestAnimationFrame(isThere ? () => requestAnimationFrame(() => resolve(performance.now() - start)) : look)
    }
    look()
  })
}

/** Listed without an index, then from it by another session. */
async function history(dataFolder: string): Promise<void> {
  const folder = join(dataFolder, 'runs')
  await mkdir(folder, { recursive: true })
  const run = sampleRun({ repeat: 1, seconds: 1, cores: 4 })
  for (let runIndex = 1; runIndex < RUNS; runIndex++) {
    const id = `20261122T101500Z-cpu-countdown-${runIndex}`
    await writeFile(join(folder, `${id}.json.gz`), await encodeRun({ ...run, id }))
  }
  const list = () => milliseconds(() => createArchive(dataFolder).list())
  const cold = await list()
  const warm = [await list(), await list(), await list()]
  report(`${RUNS} runs listed from the index, ms`, spread(warm, 0), 'under 1000')
  report(`${RUNS} runs listed when each must be read, ms`, cold.toFixed(0), 'once, after an update')
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Longest task of the event loop from now on, ms: until the next timer was served, and what of it this thread had a core for. */
function watchLoop(): { readonly longest: () => { readonly wallMs: number; readonly cpuMs: number } } {
  let [lastWall, lastCpu] = [performance.now(), threadCpuMs()]
  let [wallMs, cpuMs] = [0, 0]
  const look = () => {
    const [wall, cpu] = [performance.now(), threadCpuMs()]
    wallMs = Math.max(wallMs, wall - lastWall)
    cpuMs = Math.max(cpuMs, cpu - lastCpu)
    ;[lastWall, lastCpu] = [wall, cpu]
  }
  const timer = setInterval(look, 1)
  return {
    longest() {
      clearInterval(timer)
      look()
      return { wallMs, cpuMs }
    },
  }
}

/** CPU time of the main thread, ms; NaN where the system does not say. */
function threadCpuMs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'latin1').split(' ')[0]) / 1e6
  } catch {
    return NaN
  }
}

function countMissed(monitor: Monitor): { readonly stop: () => number } {
  let missed = 0
  const stop = monitor.listen(LONG.rate, { onFrame: (frame) => (missed = frame.missed) })
  return {
    stop() {
      stop()
      return missed
    },
  }
}

/** What is on the heap and in array buffers once all that can go has gone. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  collect()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}
