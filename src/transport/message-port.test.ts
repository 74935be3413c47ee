import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { emitterPort, portPipe } from './message-port.ts'

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
