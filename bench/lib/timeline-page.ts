import { Toast } from '@base-ui/react/toast'
import { createElement } from 'react'
import { createRoot } from 'react-dom/client'
import { sampleRun } from '../../src/testing/sample-run.ts'
import type { WorkerResult } from '../../src/contract/run.ts'
import { createScheduler } from '../../src/renderer/scheduler.ts'
import { AppProvider, type App } from '../../src/renderer/state/app.ts'
import { createLive } from '../../src/renderer/live/live.ts'
import { recordedScene } from '../../src/renderer/live/recording.ts'
import { shownFromRecord } from '../../src/renderer/state/runs.ts'
import { createAppStore } from '../../src/renderer/state/store.ts'
import { TimelinePanel } from '../../src/renderer/views/timeline.tsx'

/** How the panel is moved, one turn of the wheel a frame. */
export interface Turns {
  readonly frames: number
  readonly deltaX: number
  readonly deltaY: number
}

export interface TimelineBench {
  /** Makes the spans; then resolves with the milliseconds from asking for the panel until its first picture is shown. */
  open(spans: number, workers: number): Promise<number>
  /** Milliseconds between draws. */
  turn(turns: Turns): Promise<number[]>
}

const page: TimelineBench = { open, turn }
Object.assign(globalThis, { timelineBench: page })

async function open(spans: number, workers: number): Promise<number> {
  const run = sampleRun({ models: ['threads'], workers, repeat: 1, seconds: 1.2 })
  const trial = run.results[0]!
  const results = [{ ...trial, workers: withSpans(trial.workers, spans) }]
  const shown = [shownFromRecord({ ...run, results })]
  const scene = recordedScene(run.recording, shown[0]!.workers)
  const element = createElement(TimelinePanel, { scene: () => scene, shown, large: false, onEnlarge: () => undefined })
  const root = createRoot(document.querySelector('main')!)
  const began = performance.now()
  root.render(createElement(AppProvider, { value: appOf() }, element))
  await drawn(1)
  await frame()
  return performance.now() - began
}

/** One turn on the GIL after the other, of half a microsecond to one and a half where they are a million a second: in whole nanoseconds. */
function withSpans(workers: readonly WorkerResult[], spans: number): WorkerResult[] {
  const began = Math.max(...workers.map(({ startNs }) => startNs))
  const mean = (Math.min(...workers.map(({ endNs }) => endNs)) - began) / spans
  const running = workers.map((): number[] => [])
  let seed = 7
  for (let i = 0, ns = began; i < spans; i++) {
    seed = (seed * 16_807) % 2_147_483_647
    const end = ns + Math.round(mean * (0.5 + seed / 2_147_483_647))
    const index = i % workers.length
    running[index]!.push(ns - workers[index]!.startNs, end - workers[index]!.startNs)
    ns = end
  }
  return workers.map((worker, index) => Object.assign({}, worker, { running: running[index] }))
}

function client(): never {
  throw new Error('there is no engine')
}

function appOf(): App {
  const scheduler = createScheduler()
  const store = createAppStore('dark', 'dark')
  store.subscribe(() => scheduler.invalidate())
  return {
    store,
    scheduler,
    live: createLive(() => undefined),
    client,
    reconnect: () => undefined,
    toasts: Toast.createToastManager(),
    notify: () => undefined,
  }
}

async function turn({ frames, deltaX, deltaY }: Turns): Promise<number[]> {
  const lanes = document.querySelector('[role=application]')!
  const canvas = lanes.querySelector('canvas')!
  const { left, top, width, height } = canvas.getBoundingClientRect()
  const position = { clientX: left + width * 0.6, clientY: top + height / 2 }
  const before = draws.length
  for (let i = 0; i < frames; i++) {
    canvas.dispatchEvent(new WheelEvent('wheel', { ...position, deltaX, deltaY, bubbles: true, cancelable: true }))
    await frame()
  }
  await frame()
  const times = draws.slice(before)
  return times.slice(1).map((time, i) => time - times[i]!)
}

/** When the lanes were drawn: each draw begins with one of these. */
const draws: number[] = []
// eslint-disable-next-line typescript/unbound-method -- it is called on what it was called on
const { clearRect } = CanvasRenderingContext2D.prototype
CanvasRenderingContext2D.prototype.clearRect = function (...box) {
  if (this.canvas.closest('.lanes') !== null) draws.push(performance.now())
  clearRect.apply(this, box)
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))

async function drawn(times: number): Promise<void> {
  while (draws.length < times) await frame()
}
