import { createInbox } from './inbox.ts'
import type { Pipe } from './pipe.ts'

/** A message of the pipe; or a number, by which the receiver says how many bytes it has received since it last said so. */
type PortMessage = string | Uint8Array<ArrayBuffer> | number

/**
 * Bytes after which the receiver says so. Chosen: an eighth of the backlog at which frames are dropped, and several frames of
 * a busy machine, so that it costs little and comes early enough.
 */
const RECEIPT_BYTES = 2 ** 15

/** Message port as a pipe needs it, whatever its event interface. */
export interface PortLike {
  postMessage(message: PortMessage): void
  /** Lets messages in; until then the port keeps them. */
  start(): void
  close(): void
  onMessage(listener: (data: unknown) => void): void
  onClose(listener: () => void): void
}

/** A port of the page or of Node's worker_threads. */
interface EventTargetPort {
  postMessage(message: PortMessage): void
  start(): void
  close(): void
  addEventListener(type: string, listener: (event: object) => void): void
}

/** Electron's MessagePortMain. It copies: buffers cannot be transferred through it. */
interface EmitterPort {
  postMessage(message: PortMessage): void
  start(): void
  close(): void
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
}

export function domPort(port: EventTargetPort): PortLike {
  return {
    ...methods(port),
    onMessage: (listener) => port.addEventListener('message', (event) => listener('data' in event && event.data)),
    onClose: (listener) => port.addEventListener('close', () => listener()),
  }
}

export function emitterPort(port: EmitterPort): PortLike {
  return {
    ...methods(port),
    onMessage: (listener) => port.on('message', (event) => listener(event.data)),
    onClose: (listener) => port.on('close', listener),
  }
}

function methods(port: EventTargetPort | EmitterPort): Pick<PortLike, 'postMessage' | 'start' | 'close'> {
  return {
    postMessage: (message) => port.postMessage(message),
    start: () => port.start(),
    close: () => port.close(),
  }
}

/**
 * Pipe over a message port. A port does not say what its other end has not read, so the receiver does: a page that sleeps says
 * nothing, its backlog grows, and frames are dropped. A message that is neither text nor bytes nor a receipt becomes empty text,
 * which the receiver answers as malformed.
 */
export function portPipe(port: PortLike): Pipe {
  const inbox = createInbox()
  let sentBytes = 0
  let receivedBytes = 0
  port.onMessage((data) => {
    if (typeof data === 'number') {
      sentBytes = Math.max(0, sentBytes - data)
      return
    }
    const message = typeof data === 'string' || data instanceof Uint8Array ? data : ''
    receivedBytes += message.length
    if (receivedBytes >= RECEIPT_BYTES && !inbox.ended) {
      port.postMessage(receivedBytes)
      receivedBytes = 0
    }
    inbox.push(message)
  })
  port.onClose(() => inbox.end('The other side closed the connection.'))
  port.start()
  return {
    send(message) {
      if (inbox.ended) return
      sentBytes += message.length
      port.postMessage(message)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    get backlog() {
      return sentBytes
    },
    close() {
      if (inbox.ended) return
      port.close()
      inbox.end('The connection was closed.')
    },
  }
}
