import { expect, test, vi } from 'vitest'
import { createQuitting, type QuitOptions } from './quitting.ts'

function setUp(given: Partial<QuitOptions> = {}) {
  const said: string[] = []
  const quitting = createQuitting({
    isMeasuring: () => true,
    ask: async () => true,
    close: async () => void said.push('close'),
    quit: () => said.push('quit'),
    exit: () => said.push('exit'),
    limitMs: 50,
    ...given,
  })
  return { said, quitting, event: { preventDefault: () => void said.push('prevented') } }
}

test('where nothing is measured, nobody is asked', () => {
  const ask = vi.fn<() => Promise<boolean>>(async () => true)
  const { said, quitting, event } = setUp({ isMeasuring: () => false, ask })
  quitting.mayQuit(event)
  expect(said).toEqual([])
  expect(ask).not.toHaveBeenCalled()
})

test('in the middle of a run it is asked once, and goes on when the user agrees', async () => {
  let answer = (_agreed: boolean) => {}
  const ask = vi.fn<() => Promise<boolean>>(() => new Promise<boolean>((resolve) => (answer = resolve)))
  const { said, quitting, event } = setUp({ ask })
  quitting.mayQuit(event)
  quitting.mayQuit(event)
  expect(ask).toHaveBeenCalledTimes(1)
  answer(true)
  await vi.waitFor(() => expect(said).toEqual(['prevented', 'prevented', 'quit']))
  quitting.mayQuit(event)
  expect(said).toHaveLength(3)
})

test('the user may refuse, and is asked again the next time', async () => {
  const ask = vi.fn<() => Promise<boolean>>(async () => false)
  const { said, quitting, event } = setUp({ ask })
  quitting.mayQuit(event)
  await new Promise((resolve) => setImmediate(resolve))
  quitting.mayQuit(event)
  expect(ask).toHaveBeenCalledTimes(2)
  expect(said).not.toContain('quit')
})

test('the engine is closed once, then the app ends', async () => {
  const { said, quitting, event } = setUp()
  quitting.willQuit(event)
  quitting.willQuit(event)
  await vi.waitFor(() => expect(said).toEqual(['prevented', 'close', 'prevented', 'exit']))
})

test('an engine that does not close, or fails, keeps no app alive', async () => {
  for (const close of [() => new Promise<void>(() => {}), () => Promise.reject(new Error('broken'))]) {
    const { said, quitting, event } = setUp({ close })
    quitting.willQuit(event)
    await vi.waitFor(() => expect(said).toEqual(['prevented', 'exit']))
  }
})

test('at the end of the session nobody is asked', () => {
  const ask = vi.fn<() => Promise<boolean>>(async () => true)
  const { said, quitting, event } = setUp({ ask })
  quitting.sessionEnds()
  quitting.mayQuit(event)
  expect(said).toEqual(['quit'])
  expect(ask).not.toHaveBeenCalled()
})
