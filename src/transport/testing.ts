import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { MessageChannel } from 'node:worker_threads'
import { WebSocket, WebSocketServer } from 'ws'
import { createPipePair } from './in-process.ts'
import { domPort, portPipe } from './message-port.ts'
import type { Pipe } from './pipe.ts'
import { socketPipe } from './web-socket.ts'

/** Makes connected pairs, [client's end, host's end], over one transport. */
export interface Transport {
  readonly pair: () => Promise<readonly [Pipe, Pipe]>
  /** Ends what stays open between pairs. */
  readonly close: () => Promise<void>
}

/** Every transport, the real thing: memory, a MessageChannel of Node, and a WebSocket over loopback. */
export const TRANSPORTS: readonly (readonly [name: string, create: () => Promise<Transport>])[] = [
  ['in-process', async () => ({ pair: async () => createPipePair(), close: async () => {} })],
  ['MessagePort', async () => ({ pair: portPair, close: async () => {} })],
  ['WebSocket', webSocket],
]

async function portPair(): Promise<readonly [Pipe, Pipe]> {
  const { port1, port2 } = new MessageChannel()
  return [portPipe(domPort(port1)), portPipe(domPort(port2))]
}

async function webSocket(): Promise<Transport> {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  const port = await listen(http)
  const pair = async () => {
    const accepted = new Promise<WebSocket>((resolve) => sockets.once('connection', resolve))
    const client = socketPipe(new WebSocket(`ws://127.0.0.1:${port}/`))
    return [client, socketPipe(await accepted)] as const
  }
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate()
    await new Promise((resolve) => http.close(resolve))
  }
  return { pair, close }
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}
