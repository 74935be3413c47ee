import { expect, test } from 'vitest'
import { startStream } from './stream.ts'

function createSink() {
  const log: unknown[] = []
  const sink = {
    item: (item: unknown) => {
      if (item === 'bad') throw new Error('unsendable')
      log.push(item)
    },
    end: (error?: unknown) => log.push(['end', error]),
    onError: (error: unknown) => log.push(['error', error]),
  }
  return { log, sink }
}

test('a source that ends at once is stopped once', () => {
  const { log, sink } = createSink()
  const cancel = startStream((emit, end) => {
    emit(1)
    end()
    emit(2)
    end('again')
    return () => log.push('stopped')
  }, sink)
  cancel()
  expect(log).toEqual([1, ['end', undefined], 'stopped'])
})

test('an item that cannot be sent ends the stream, also while it starts', () => {
  const { log, sink } = createSink()
  startStream((emit) => {
    emit('bad')
    return () => log.push('stopped')
  }, sink)
  expect(log).toEqual([['end', new Error('unsendable')], 'stopped'])
})

test('a source that cannot be stopped is told, and the stream is over', () => {
  const { log, sink } = createSink()
  let emitLater = (_item: unknown) => {}
  const cancel = startStream((emit) => {
    emitLater = emit
    return () => {
      throw new Error('stuck')
    }
  }, sink)
  cancel()
  cancel()
  emitLater(1)
  expect(log).toEqual([['error', new Error('stuck')]])
})
