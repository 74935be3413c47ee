import { errorMessage } from '../../contract/error-message.ts'
import { CoreglowError, PROTOCOL_VERSION } from '../../contract/procedures.ts'
import { connect, type Client } from '../../transport/client.ts'
import { domPort, portPipe } from '../../transport/message-port.ts'
import type { Pipe } from '../../transport/pipe.ts'
import { socketPipe } from '../../transport/web-socket.ts'
import type { Host } from './store.ts'

declare global {
  interface Window {
    /** Set by the preload of the desktop host: a port will come, no WebSocket is needed. */
    readonly coreglow?: {
      readonly desktop: boolean
      /** Path of a file that was dropped; empty for one that is not on a disk. */
      readonly pathOf?: (file: File) => string
    }
  }
}

/** Requests a port from the desktop host, or opens a WebSocket to the page's origin. */
export async function openPipe(): Promise<Pipe> {
  if (window.coreglow?.desktop === true) return portPipe(domPort(await requestPort()))
  const address = new URL('/ws', location.href)
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:'
  return socketPipe(new WebSocket(address))
}

function requestPort(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const onMessage = ({ source, data, ports: [port] }: MessageEvent) => {
      if (source !== window || data?.type !== 'coreglow-port' || port === undefined) return
      removeEventListener('message', onMessage)
      resolve(port)
    }
    addEventListener('message', onMessage)
    window.postMessage({ type: 'coreglow-ready' }, location.origin)
  })
}

export interface ConnectionListener {
  onOpen(client: Client, host: Host): void
  /** `final`: trying again cannot help. */
  onLost(reason: string, final: boolean): void
}

const RETRY_MS = 2_000

/** Keeps a connection to the host, reconnecting every two seconds. Returns a function that reconnects at once. */
export function keepConnected(listener: ConnectionListener, open: () => Promise<Pipe> = openPipe): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let attempt = 0

  const begin = async () => {
    clearTimeout(timer)
    const mine = ++attempt
    const lose = (reason: string, final: boolean) => {
      if (mine !== attempt) return
      attempt += 1
      listener.onLost(reason, final)
      if (!final) timer = setTimeout(() => void begin(), RETRY_MS)
    }
    const client = connect(await open())
    client.onClose((reason) => lose(reason, false))
    try {
      const host = await client.call('hello', { protocol: PROTOCOL_VERSION })
      if (mine === attempt) listener.onOpen(client, host)
    } catch (error) {
      const refused = error instanceof CoreglowError && error.code === 'version'
      lose(errorMessage(error), refused)
      client.close()
    }
  }
  void begin()
  return () => void begin()
}
