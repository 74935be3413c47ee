import { createInbox } from './inbox.ts'
import type { Pipe } from './pipe.ts'

/** What a pipe needs of a WebSocket: the page's own and that of `ws` both have it. */
export interface SocketLike {
  binaryType: string
  readonly readyState: number
  readonly bufferedAmount: number
  send(message: string | Uint8Array<ArrayBuffer>): void
  close(): void
  addEventListener(type: 'open' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void
}

const CONNECTING = 0
const OPEN = 1

/** Also of a socket that is still connecting: what is sent before it is open leaves then. */
export function socketPipe(socket: SocketLike): Pipe {
  const inbox = createInbox()
  const waiting: (string | Uint8Array<ArrayBuffer>)[] = []
  socket.binaryType = 'arraybuffer'
  socket.addEventListener('open', () => waiting.splice(0).forEach((message) => socket.send(message)))
  socket.addEventListener('message', ({ data }) => inbox.push(typeof data === 'string' ? data : asBytes(data)))
  // A close follows every error and says more; without a listener `ws` would throw it.
  socket.addEventListener('error', () => {})
  socket.addEventListener('close', (event) => inbox.end(closeSentence(event)))
  return {
    send(message) {
      if (socket.readyState === CONNECTING) waiting.push(message)
      else if (socket.readyState === OPEN) socket.send(message)
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    get backlog() {
      return socket.bufferedAmount + waiting.reduce((total, message) => total + message.length, 0)
    },
    close() {
      socket.close()
      inbox.end('The connection was closed.')
    },
  }
}

function asBytes(data: unknown): Uint8Array {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array()
}

function closeSentence({ code, reason }: { readonly code: number; readonly reason: string }): string {
  return `The connection to Coreglow was closed (${reason === '' ? code : `${code}: ${reason}`}).`
}
