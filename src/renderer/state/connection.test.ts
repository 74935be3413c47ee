import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CoreglowError, PROTOCOL_VERSION } from '../../contract/procedures.ts'
import type { Service } from '../../contract/service.ts'
import { serve } from '../../transport/dispatcher.ts'
import { createPipePair } from '../../transport/in-process.ts'
import type { Pipe } from '../../transport/pipe.ts'
import { keepConnected } from './connection.ts'

const host = { protocol: PROTOCOL_VERSION, version: '1', windowPicture: false, dialogs: false }

function connected(service: Service) {
  const ends: Pipe[] = []
  const listener = { onOpen: vi.fn<() => void>(), onLost: vi.fn<(reason: string, final: boolean) => void>() }
  const open = async () => {
    const [near, far] = createPipePair()
    serve(far, service)
    ends.push(far)
    return near
  }
  return { ends, listener, retry: keepConnected(listener, open) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a lost connection is told once and tried again', async () => {
  const { ends, listener } = connected({ calls: { hello: () => host }, streams: {} })
  await vi.advanceTimersByTimeAsync(0)
  expect(listener.onOpen).toHaveBeenCalledTimes(1)
  ends[0]!.close()
  await vi.advanceTimersByTimeAsync(100)
  expect(listener.onLost.mock.calls).toEqual([[expect.stringMatching(/\.$/), false]])
  await vi.advanceTimersByTimeAsync(2_000)
  expect(listener.onOpen).toHaveBeenCalledTimes(2)
})

test('it can be tried at once', async () => {
  const { ends, listener, retry } = connected({ calls: { hello: () => host }, streams: {} })
  await vi.advanceTimersByTimeAsync(0)
  ends[0]!.close()
  await vi.advanceTimersByTimeAsync(10)
  retry()
  await vi.advanceTimersByTimeAsync(10)
  expect(listener.onOpen).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(5_000)
  expect(ends).toHaveLength(2)
})

test('another version is final', async () => {
  const { ends, listener } = connected({
    calls: {
      hello: () => {
        throw new CoreglowError('version', 'Versions differ.')
      },
    },
    streams: {},
  })
  await vi.advanceTimersByTimeAsync(10_000)
  expect(listener.onLost.mock.calls).toEqual([['Versions differ.', true]])
  expect(ends).toHaveLength(1)
})
