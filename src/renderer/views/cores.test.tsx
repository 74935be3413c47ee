import { act, screen, within } from '@testing-library/react'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { coreColumns } from '../../contract/frame-columns.ts'
import { encodeFrame } from '../../contract/frame-encoding.ts'
import { formatShare } from '../../contract/text.ts'
import { show } from '../testing.tsx'
import { Cores } from './cores.tsx'

/** Texts of the latest picture of each canvas, by the canvas's name. */
const written = new Map<string, string[]>()

function recordingContext(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const texts = () => written.get(canvas.textContent) ?? []
  const actions: Record<string, unknown> = {
    clearRect: () => written.set(canvas.textContent, []),
    fillText: (text: string) => written.set(canvas.textContent, [...texts(), text]),
    measureText: (text: string) => ({ width: text.length * 8 }),
    createRadialGradient: () => ({ addColorStop() {} }),
  }
  const context = new Proxy({}, { get: (_, name) => actions[String(name)] ?? (() => {}), set: () => true })
  return context as unknown as CanvasRenderingContext2D
}

beforeEach(() => {
  vi.useFakeTimers()
  written.clear()
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(300)
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(100)
  const getContext: unknown = function (this: HTMLCanvasElement) {
    return recordingContext(this)
  }
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockImplementation(getContext as HTMLCanvasElement['getContext'])
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

/** CPU time that two cores have had so far, ns. */
function frame(seq: number, ms: number, busyMs: readonly number[]): Uint8Array {
  const zero = new Float64Array(busyMs.length)
  const none = new Float64Array()
  return encodeFrame({
    generation: 1,
    seq,
    tNs: 1e12 + ms * 1e6,
    lateNs: 0,
    missed: 0,
    cores: coreColumns(busyMs.length, {
      user: Float64Array.from(busyMs, (busy) => busy * 1e6),
      system: zero,
      idle: Float64Array.from(busyMs, (busy) => (ms - busy) * 1e6),
    }),
    tasks: {
      index: new Uint32Array(),
      state: new Uint8Array(),
      core: new Int16Array(),
      cpuNs: none,
      runQueueNs: none,
      rssBytes: none,
      voluntarySwitches: none,
      involuntarySwitches: none,
    },
  })
}

function setup() {
  const view = show(<Cores scene={() => view.app.live.scene} />)
  const { live } = view.app
  const busyMs = [0, 0]
  let [seq, ms] = [0, 0]
  /** A sample after `stepMs`, in which the cores were busy by these shares; and the frame that it is drawn in. */
  const sample = (stepMs: number, shares: readonly number[]) => {
    ms += stepMs
    shares.forEach((share, core) => (busyMs[core]! += share * stepMs))
    act(() => live.onFrame(frame(++seq, ms, busyMs)))
    act(() => void vi.advanceTimersByTime(stepMs))
  }
  sample(400, [0, 0])
  sample(400, [0, 0])
  return { ...view, sample }
}

const tiles = () => (written.get('Load of each core') ?? []).filter((text) => /^\d+$|–/u.test(text))
const percents = () => [tiles()[1], tiles()[3]].map(Number)
const sum = () => screen.getByRole('heading', { name: /^Cores/ }).textContent

test.each([
  ['three times a second', 333],
  ['twenty times a second', 50],
])('tiles and their sum are of the same moment, with samples %s', (_, stepMs) => {
  const { sample } = setup()
  const seen = new Set<string>()
  for (let i = 0; i < 3000 / stepMs; i++) {
    sample(stepMs, [((i * 7) % 10) / 10, ((i * i) % 10) / 10])
    const total = percents().reduce((all, percent) => all + percent, 0) / 100
    const said = Number(/= ([\d.]+) of 2/u.exec(sum())?.[1])
    // Whole percents and a sum in tenths: what is rounded away.
    expect(Math.abs(said - total), `${sum()} over ${percents().join(' and ')}`).toBeLessThanOrEqual(0.0601)
    seen.add(sum())
  }
  expect(seen.size).toBeGreaterThan(2)
})

test('the list for screen readers says what the tiles say, and is not written when nothing changed', () => {
  const { sample } = setup()
  sample(333, [0.5, 1])
  const list = within(screen.getByTestId('cores'))
  const texts = list.getAllByRole('listitem', { hidden: true }).map(({ textContent }) => textContent)
  expect(texts).toEqual(percents().map((percent, core) => `Core ${core}: ${formatShare(percent / 100)}`))
  for (let i = 0; i < 5; i++) sample(333, [0.5, 1])
  const changes = vi.fn<() => void>()
  const observer = new MutationObserver(changes)
  observer.observe(screen.getByTestId('cores'), { subtree: true, childList: true, attributes: true })
  for (let i = 0; i < 10; i++) sample(333, [0.5, 1])
  observer.takeRecords().forEach(changes)
  observer.disconnect()
  expect(changes).not.toHaveBeenCalled()
})

test('the display is paused and goes on by a press, and says which', () => {
  const { app } = setup()
  const press = (name: string | RegExp) => act(() => screen.getByRole('button', { name }).click())
  press('Pause')
  expect(app.live.paused).toBe(true)
  press(/resume/)
  expect(app.live.paused).toBe(false)
})
