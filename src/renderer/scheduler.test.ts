import { expect, test, vi } from 'vitest'
import { createScheduler, type Failure, type Painter } from './scheduler.ts'

function scheduled() {
  let nowMs = 0
  let frame: (() => void) | undefined
  let timer: (() => void) | undefined
  let timerMs = NaN
  const scheduler = createScheduler({
    nowMs: () => nowMs,
    onFrame: (callback) => (frame = callback),
    after(ms, callback) {
      timer = callback
      timerMs = nowMs + ms
      return () => (timer = undefined)
    },
  })
  /** An animation frame, and before it the timer where one is set. */
  const nextFrame = (atMs: number) => {
    nowMs = atMs
    const wake = timer
    timer = undefined
    wake?.()
    const due = frame
    frame = undefined
    due?.()
  }
  return {
    scheduler,
    nextFrame,
    wakesAt: () => (timer === undefined ? nowMs : timerMs),
    isQuiet: () => frame === undefined && timer === undefined,
  }
}

const painterOf = (everyMs: number, draw: () => void): Painter => ({ everyMs, draw, onFailure: () => {} })

test('several changes between two animation frames are one draw, then it is quiet', () => {
  const { scheduler, nextFrame, isQuiet } = scheduled()
  const draw = vi.fn<() => void>()
  scheduler.add(painterOf(0, draw))
  nextFrame(16)
  for (let i = 0; i < 10; i++) scheduler.invalidate()
  nextFrame(166)
  expect(draw).toHaveBeenCalledTimes(2)
  expect(isQuiet()).toBe(true)
})

test('a painter that was drawn lately waits, and still draws the last change', () => {
  const { scheduler, nextFrame, isQuiet } = scheduled()
  const [often, seldom] = [vi.fn<() => void>(), vi.fn<() => void>()]
  scheduler.add(painterOf(150, often))
  scheduler.add(painterOf(450, seldom))
  nextFrame(0)
  scheduler.invalidate()
  for (const atMs of [150, 300, 450, 600]) nextFrame(atMs)
  expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([2, 2])
  expect(isQuiet()).toBe(true)
})

test('no frame is asked for before something is due, and one that is due sooner comes sooner', () => {
  const { scheduler, nextFrame, wakesAt } = scheduled()
  const seldom = vi.fn<() => void>()
  scheduler.add(painterOf(1000, seldom))
  nextFrame(0)
  scheduler.invalidate()
  expect(wakesAt()).toBe(1000)
  const often = vi.fn<() => void>()
  scheduler.add(painterOf(150, often))
  expect(wakesAt()).toBe(150)
  nextFrame(150)
  expect([seldom.mock.calls.length, often.mock.calls.length]).toEqual([1, 1])
  expect(wakesAt()).toBe(1000)
})

test('while no animation frame comes, as in a hidden window, nothing is drawn and nothing piles up', () => {
  const { scheduler, nextFrame } = scheduled()
  const draw = vi.fn<() => void>()
  const remove = scheduler.add(painterOf(0, draw))
  nextFrame(0)
  for (let i = 0; i < 1000; i++) scheduler.invalidate()
  expect(draw).toHaveBeenCalledTimes(1)
  nextFrame(60_000)
  expect(draw).toHaveBeenCalledTimes(2)
  remove()
  scheduler.invalidate()
  nextFrame(60_100)
  expect(draw).toHaveBeenCalledTimes(2)
})

test('what a hand moves is drawn in the next frame, once, and not again for the same change', () => {
  const { scheduler, nextFrame } = scheduled()
  const draw = vi.fn<() => void>()
  const painter = painterOf(300, draw)
  const off = scheduler.add(painter)
  nextFrame(16)
  scheduler.requestImmediate(painter)
  scheduler.requestImmediate(painter)
  nextFrame(32)
  expect(draw).toHaveBeenCalledTimes(2)
  off()
  scheduler.requestImmediate(painter)
  nextFrame(48)
  expect(draw).toHaveBeenCalledTimes(2)
})

test('a picture that fails is reported once, the others go on, and it is drawn again when it works again', () => {
  const { scheduler, nextFrame } = scheduled()
  const failures: (Failure | undefined)[] = []
  let data: readonly number[] | undefined
  const broken = { everyMs: 0, draw: () => void data!.length, onFailure: (failure?: Failure) => failures.push(failure) }
  const other = vi.fn<() => void>()
  scheduler.add(broken)
  scheduler.add(painterOf(0, other))
  for (const ms of [200, 400, 600]) {
    nextFrame(ms)
    scheduler.invalidate()
  }
  expect(failures).toEqual([{ error: expect.any(TypeError) }])
  expect(other).toHaveBeenCalledTimes(3)
  data = []
  nextFrame(800)
  expect(failures).toEqual([{ error: expect.any(TypeError) }, undefined])
})
