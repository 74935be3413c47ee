import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads'
import type { Service } from '../contract/service.ts'
import { serve } from './dispatcher.ts'
import { domPort, emitterPort, portPipe } from './message-port.ts'

/** The shape of Electron's MessagePortMain, whose binary does not run in unit tests. */
class EmitterPort extends EventEmitter {
  sent: unknown[] = []
  started = false
  closed = 0
  postMessage(message: unknown): void {
    this.sent.push(message)
  }
  start(): void {
    this.started = true
  }
  close(): void {
    this.closed++
  }
}

test("a pipe over a port with Node's events", () => {
  const port = new EmitterPort()
  const pipe = portPipe(emitterPort(port))
  const got: unknown[] = []
  const reasons: string[] = []
  expect(port.started).toBe(true)
  port.emit('message', { data: 'early' })
  pipe.onMessage((message) => got.push(message))
  pipe.onClose((reason) => reasons.push(reason))
  port.emit('message', { data: Buffer.of(1, 2) })
  port.emit('message', { data: { neither: 1 } })
  pipe.send('text')
  port.emit('close')
  pipe.send('late')
  pipe.close()
  expect(got).toEqual(['early', Buffer.of(1, 2), ''])
  expect(port.sent).toEqual(['text'])
  expect(reasons).toEqual(['The other side closed the connection.'])
  expect(port.closed).toBe(0)
})

test('a page that sleeps gets no more frames than fit its backlog, and the latest when it is awake again', async () => {
  const { port1, port2 } = new MessageChannel()
  const host = portPipe(domPort(port1))
  const frame = new Uint8Array(4096)
  let emitFrame = (_frame: Uint8Array<ArrayBuffer>) => {}
  const service: Service = {
    calls: {},
    streams: {
      frames: (_params, emit) => {
        emitFrame = emit
        return () => {}
      },
    },
  }
  serve(host, service)
  // The page has asked and then sleeps: nothing reads its end of the port.
  port2.postMessage(JSON.stringify({ id: 1, open: 'frames', params: {} }))
  await new Promise((resolve) => setTimeout(resolve, 50))
  // A minute of frames.
  for (let i = 0; i < 1200; i++) emitFrame(frame)
  let queued = 0
  while (receiveMessageOnPort(port2) !== undefined) queued++
  expect(queued).toBeGreaterThan(10)
  expect(queued).toBeLessThan(80)
  // Awake, it says what it has received, and frames flow again.
  port2.postMessage(queued * 4200)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(host.backlog).toBe(0)
  emitFrame(frame)
  expect(receiveMessageOnPort(port2)).toBeDefined()
  host.close()
})

test('a receiver that is awake keeps the backlog of the sender small', async () => {
  const { port1, port2 } = new MessageChannel()
  const [sender, receiver] = [portPipe(domPort(port1)), portPipe(domPort(port2))]
  let received = 0
  receiver.onMessage((message) => (received += message.length))
  for (let i = 0; i < 100; i++) sender.send('x'.repeat(10_000))
  expect(sender.backlog).toBe(1_000_000)
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(received).toBe(1_000_000)
  expect(sender.backlog).toBeLessThan(2 ** 15 + 10_000)
  sender.close()
})
