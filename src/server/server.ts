import { createServer, STATUS_CODES, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { CoreglowError } from '../contract/procedures.ts'
import type { Engine } from '../engine/engine.ts'
import { SECURITY_HEADERS } from '../transport/content-policy.ts'
import { serve } from '../transport/dispatcher.ts'
import { socketPipe } from '../transport/web-socket.ts'
import { loadFiles, type StaticFile } from './files.ts'
import { createGate, randomToken, type Gate, type Refusal } from './gate.ts'

export interface ServerOptions {
  readonly engine: Pick<Engine, 'service'> & Partial<Pick<Engine, 'addViewer'>>
  /** Folder of the built page. */
  readonly root: string
  /** Port; 0, the default, picks a free one. */
  readonly port?: number
  /** Address to listen on; by default the loopback interface. */
  readonly host?: string
  /** Token in the printed address; random by default. */
  readonly token?: string
  readonly onError?: (error: unknown) => void
}

export interface RunningServer {
  /** The address to open, with its token. */
  readonly url: string
  readonly port: number
  /** Ends every connection. The engine stays. */
  readonly close: () => Promise<void>
}

/** Longest message. Chosen: three times the longest that is accepted, so that one which is a little too long is answered, not met with a closed door. */
const MAX_PAYLOAD_BYTES = 3 * 2 ** 20
const MAX_CONNECTIONS = 128
const MAX_SOCKETS = 16
const LIMITS = { maxHeaderSize: 2 ** 14, headersTimeout: 10_000, requestTimeout: 10_000, keepAliveTimeout: 5_000 }
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]']

/**
 * Serves the page and the engine. Whoever gets in can start processes as this user: see `gate.ts`.
 *
 * @throws CoreglowError bad-params for a port or host that cannot be had, unsupported where the page is not built.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { engine, root, host = '127.0.0.1', token = randomToken(), onError } = options
  const files = await loadFiles(root)
  const http = createServer(LIMITS)
  const port = await listen(http, options.port ?? 0, host)
  const name = host.includes(':') ? `[${host}]` : host
  const gate = createGate([...LOOPBACK, name], port, token)
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_PAYLOAD_BYTES })
  sockets.on('connection', (socket, request) => {
    countViewer(engine, request.socket)
    serve(socketPipe(socket), engine.service, { onError })
  })
  http.on('request', (request, response) => answer(request, response, gate, files))
  http.on('upgrade', (request, socket, head) => {
    const refusal = refuseUpgrade(request, gate, sockets.clients.size)
    if (refusal !== undefined) refuseSocket(socket, refusal)
    else sockets.handleUpgrade(request, socket, head, (accepted) => sockets.emit('connection', accepted, request))
  })
  const close = async () => {
    for (const socket of sockets.clients) socket.terminate()
    const closed = new Promise((resolve) => http.close(resolve))
    http.closeAllConnections()
    await closed
  }
  return { url: `${new URL(`http://${name}:${port}`).href}?token=${token}`, port, close }
}

/** Tells the engine of a page while its connection is open. */
function countViewer(engine: ServerOptions['engine'], socket: Socket): void {
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (localAddress === undefined || localPort === undefined) return
  if (remoteAddress === undefined || remotePort === undefined) return
  const remove = engine.addViewer?.({ localAddress, localPort, remoteAddress, remotePort })
  if (remove !== undefined) socket.once('close', remove)
}

async function listen(http: Server, port: number, host: string): Promise<number> {
  http.maxConnections = MAX_CONNECTIONS
  await new Promise<void>((resolve, reject) => {
    http.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)))
    http.listen({ port, host }, resolve)
  })
  const address = http.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

function listenError({ code, message }: NodeJS.ErrnoException, port: number, host: string): CoreglowError {
  if (code === 'EADDRINUSE')
    return new CoreglowError(
      'bad-params',
      `Port ${port} is in use. Choose another port, or leave --port out to use any free one.`,
    )
  if (code === 'EACCES')
    return new CoreglowError(
      'bad-params',
      `No permission to use port ${port}. Choose one above 1023, or leave --port out to use any free one.`,
    )
  return new CoreglowError('bad-params', `Cannot listen on ${host} (${message}).`)
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  gate: Gate,
  files: ReadonlyMap<string, StaticFile>,
) {
  const refusal = gate.refuseHost(request) ?? refuseRequest(request)
  const url = refusal === undefined ? parseTarget(request.url) : undefined
  if (url === undefined) return refuse(response, refusal ?? { status: 400, message: 'Invalid address.' })
  const token = url.searchParams.get('token')
  if (token !== null && gate.isToken(token)) return enter(response, gate)
  const stranger = gate.requireSession(request)
  if (stranger !== undefined) return refuse(response, stranger)
  if (url.pathname === '/ws') return refuse(response, { status: 426, message: 'This address is for a WebSocket.' })
  const file = files.get(url.pathname === '/' ? '/index.html' : url.pathname)
  if (file === undefined) return refuse(response, { status: 404, message: 'Page not found.' })
  void sendFile(request, response, file)
}

async function sendFile({ headers }: IncomingMessage, response: ServerResponse, file: StaticFile): Promise<void> {
  const { encoding, body } = await file.encoded(headers['accept-encoding']?.toString())
  const common = { 'Content-Type': file.type, 'Cache-Control': 'no-cache', Vary: 'Accept-Encoding' }
  send(response, 200, encoding === undefined ? common : { ...common, 'Content-Encoding': encoding }, body)
}

function refuseRequest({ method, headers }: IncomingMessage): Refusal | undefined {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, message: 'Only GET and HEAD are allowed.' }
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0
  return hasBody ? { status: 413, message: 'Requests must not have a body.' } : undefined
}

function parseTarget(target = ''): URL | undefined {
  return target.startsWith('/') && URL.canParse(target, 'http://host') ? new URL(target, 'http://host') : undefined
}

/** Sets the cookie and redirects to an address without the token. */
function enter(response: ServerResponse, { cookie }: Gate): void {
  send(response, 303, { Location: '/', 'Set-Cookie': cookie, 'Cache-Control': 'no-store' })
}

function refuse(response: ServerResponse, { status, message }: Refusal): void {
  const headers = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', Connection: 'close' }
  send(response, status, { ...headers, Allow: 'GET, HEAD' }, `${message}\n`)
}

function send(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Buffer | string = '',
): void {
  response.writeHead(status, { ...SECURITY_HEADERS, ...headers, 'Content-Length': Buffer.byteLength(body) }).end(body)
}

function refuseUpgrade(request: IncomingMessage, gate: Gate, connected: number): Refusal | undefined {
  const refusal = gate.refuseHost(request) ?? gate.refuseOrigin(request) ?? gate.requireSession(request)
  if (refusal !== undefined) return refusal
  if (request.url !== '/ws') return { status: 404, message: 'The WebSocket is at /ws.' }
  return connected < MAX_SOCKETS
    ? undefined
    : { status: 503, message: `Too many connections: ${MAX_SOCKETS} pages are already connected.` }
}

function refuseSocket(socket: Duplex, { status, message }: Refusal): void {
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: text/plain\r\n`
  socket.on('error', () => {})
  socket.end(`${head}Content-Length: ${Buffer.byteLength(message)}\r\n\r\n${message}`)
}
