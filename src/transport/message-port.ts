import { createInbox } from './inbox.ts'
import type { Pipe } from './pipe.ts'

/** Message port as a pipe needs it, whatever its event interface. */
export interface PortLike {
  postMessage(message: string | Uint8Array<ArrayBuffer>): void
  /** Lets messages in; until then the port keeps them. */
  start(): void
  close(): void
  onMessage(listener: (data: unknown) => void): void
  onClose(listener: () => void): void
}

/** A port of the page or of Node's worker_threads. */
interface EventTargetPort {
  postMessage(message: string | Uint8Array<ArrayBuffer>): void
  start(): void
  close(): void
  addEventListener(type: string, listener: (event: object) => void): void
}

/** Electron's MessagePortMain. It copies: buffers cannot be transferred through it. */
interface EmitterPort {
  postMessage(message: string | Uint8Array<ArrayBuffer>): void
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

/** Pipe over a message port. A message that is neither text nor bytes becomes empty text, which the receiver answers as malformed. */
export function portPipe(port: PortLike): Pipe {
  const inbox = createInbox()
  port.onMessage((data) => inbox.push(typeof data === 'string' || data instanceof Uint8Array ? data : ''))
  port.onClose(() => inbox.end('The other side closed the connection.'))
  port.start()
  return {
    send(message) {
      if (!inbox.ended) port.postMessage(message)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    // Ports do not report it.
    backlog: 0,
    close() {
      if (inbox.ended) return
      port.close()
      inbox.end('The connection was closed.')
    },
  }
}
