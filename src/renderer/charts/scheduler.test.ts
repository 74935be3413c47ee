import { expect, test, vi } from 'vitest'
import { createScheduler } from './scheduler.ts'

function scheduled() {
  let nowMs = 0
  let frame: (() => void) | undefined
  const timers: (() => void)[] = []
  const scheduler = createScheduler({
    nowMs: () => nowMs,
    onFrame: (callback) => (frame = callback),
    after: (_, callback) => timers.push(callback),
  })
  const nextFrame = (atMs: number) => {
    nowMs = atMs
    const due = frame
    frame = undefined
    due?.()
  }
  return { scheduler, nextFrame, timers, isAsked: () => frame !== undefined }
}

test('several changes between two animation frames are one draw', () => {
  const { scheduler, nextFrame, isAsked } = scheduled()
  const draw = vi.fn<() => void>()
  scheduler.add({ everyMs: 0, draw })
  nextFrame(16)
  for (let i = 0; i < 10; i++) scheduler.invalidate()
  nextFrame(32)
  expect(draw).toHaveBeenCalledTimes(2)
  expect(isAsked(), 'quiet while nothing changes').toBe(false)
})

test('a painter that was drawn lately waits, and still draws the last change', () => {
  const { scheduler, nextFrame, timers } = scheduled()
  const draw = vi.fn<() => void>()
  scheduler.add({ everyMs: 250, draw })
  nextFrame(0)
  scheduler.invalidate()
  nextFrame(16)
  expect(draw).toHaveBeenCalledTimes(1)
  expect(timers).toHaveLength(1)
  timers[0]!()
  nextFrame(250)
  expect(draw).toHaveBeenCalledTimes(2)
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
  nextFrame(60_016)
  expect(draw).toHaveBeenCalledTimes(2)
})
