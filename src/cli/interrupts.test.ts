import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { listenForSignals } from './interrupts.ts'

function fakeProcess() {
  return new EventEmitter() as unknown as NodeJS.Process
}

test('the first interrupt ends, and the next one has no listener, so that the system ends the process', () => {
  const source = fakeProcess()
  const { signal } = listenForSignals(source)
  source.emit('SIGINT')
  expect(signal.reason).toBe(130)
  expect(source.listenerCount('SIGINT')).toBe(0)
})

test('interrupts of a watched program pass, the next one ends; other signals end at once', () => {
  const source = fakeProcess()
  const { signal, passInterrupts } = listenForSignals(source)
  passInterrupts(2)
  source.emit('SIGINT')
  source.emit('SIGINT')
  expect(signal.aborted).toBe(false)
  source.emit('SIGINT')
  expect(signal.reason).toBe(130)
  const other = fakeProcess()
  const interrupts = listenForSignals(other)
  interrupts.passInterrupts(2)
  other.emit('SIGTERM')
  expect(interrupts.signal.reason).toBe(143)
})
