import { expect, test, vi } from 'vitest'
import { createScheduler } from './scheduler.ts'

function scheduled() {
  let nowMs = 0
  let frame: (() => void) | undefined
  let timer: (() => void) | undefined
  const scheduler = createScheduler({
    nowMs: () => nowMs,
    onFrame: (callback) => (frame = callback),
    after: (_, callback) => (timer = callback),
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
  return { scheduler, nextFrame, isQuiet: () => frame === undefined && timer === undefined }
}

test('several changes between two animation frames are one draw, then it is quiet', () => {
  const { scheduler, nextFrame, isQuiet } = scheduled()
  const draw = vi.fn<() => void>()
  scheduler.add({ everyMs: 0, draw })
  nextFrame(16)
  for (let i = 0; i < 10; i++) scheduler.invalidate()
  nextFrame(116)
  expect(draw).toHaveBeenCalledTimes(2)
  expect(isQuiet()).toBe(true)
})

test('a painter that was drawn lately waits, and still draws the last change', () => {
  const { scheduler, nextFrame, isQuiet } = scheduled()
  const [often, seldom] = [vi.fn<() => void>(), vi.fn<() => void>()]
  scheduler.add({ everyMs: 100, draw: often })
  scheduler.add({ everyMs: 300, draw: seldom })
  nextFrame(0)
  scheduler.invalidate()
  for (const atMs of [100, 200, 300, 400]) nextFrame(atMs)
  expect([often.mock.calls.length, seldom.mock.calls.length]).toEqual([2, 2])
  expect(isQuiet()).toBe(true)
})

test('while no animation frame comes, as in a hidden window, nothing is drawn and nothing piles up', () => {
  const { scheduler, nextFrame } = scheduled()
  const draw = vi.fn<() => void>()
  const remove = scheduler.add({ everyMs: 0, draw })
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
  const painter = { everyMs: 300, draw: vi.fn<() => void>() }
  const off = scheduler.add(painter)
  nextFrame(16)
  scheduler.urge(painter)
  scheduler.urge(painter)
  nextFrame(32)
  expect(painter.draw).toHaveBeenCalledTimes(2)
  off()
  scheduler.urge(painter)
  nextFrame(48)
  expect(painter.draw).toHaveBeenCalledTimes(2)
})
