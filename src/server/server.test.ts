import * as fc from 'fast-check'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect as connectSocket, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '../contract/procedures.ts'
import type { Service } from '../contract/service.ts'
import { connect } from '../transport/client.ts'
import { CONTENT_SECURITY_POLICY } from '../transport/content-policy.ts'
import { socketPipe } from '../transport/web-socket.ts'
import { startServer, type RunningServer } from './server.ts'

const service: Service = {
  calls: { hello: () => ({ protocol: PROTOCOL_VERSION, version: '1', windowPicture: false, dialogs: false }) },
  streams: {},
}
const hello = { protocol: PROTOCOL_VERSION }
const folder = mkdtempSync(join(tmpdir(), 'coreglow-server-'))
const root = join(folder, 'page')
const token = 'the-token'
let server: RunningServer
let cookie: string

beforeAll(async () => {
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<title>Coreglow</title>')
  writeFileSync(join(root, 'assets', 'a.js'), 'export {}')
  writeFileSync(join(root, 'assets', 'b.css'), 'b { color: red }\n'.repeat(200))
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  server = await startServer({ engine: { service }, root, token })
  cookie = (await get('/?token=the-token')).headers['set-cookie']![0]!.split(';')[0]!
})
afterAll(async () => {
  await server.close()
  rmSync(folder, { recursive: true })
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** Sends the path as it is: fetch would tidy it up. */
function get(path: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: server.port, path, method, headers, agent: false })
    request.on('error', reject)
    request.on('response', (response) => {
      const { statusCode, headers: answered } = response
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: statusCode!, headers: answered, body: text }))
    })
    request.end(body)
  })
}

const page = (path: string) => get(path, { cookie })

function openSocket(options: { path?: string; headers?: Record<string, string> } = {}): WebSocket {
  const headers = { origin: `http://127.0.0.1:${server.port}`, cookie, ...options.headers }
  return new WebSocket(`ws://127.0.0.1:${server.port}${options.path ?? '/ws'}`, { headers })
}

/** "open", or the status with which it was refused. */
function outcome(socket: WebSocket): Promise<string | number> {
  return new Promise((resolve) => {
    socket.on('open', () => {
      resolve('open')
      socket.terminate()
    })
    socket.on('unexpected-response', (request, response) => {
      resolve(response.statusCode!)
      request.destroy()
    })
    socket.on('error', (error) => resolve(error.message))
  })
}

test('the token is changed for a cookie and a clean address', async () => {
  expect(server.url).toBe(`http://127.0.0.1:${server.port}/?token=the-token`)
  const { status, headers } = await get('/?token=the-token')
  expect([status, headers.location]).toEqual([303, '/'])
  expect(headers['set-cookie']![0]).toMatch(/^coreglow-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
  expect(headers['set-cookie']![0]).not.toContain(token)
})

test('a random token has at least 128 bits and opens its own server only', async () => {
  const other = await startServer({ engine: { service }, root })
  const text = new URL(other.url).searchParams.get('token')!
  expect(Buffer.from(text, 'base64url').length).toBeGreaterThanOrEqual(16)
  expect((await get(`/?token=${text}`)).status).toBe(401)
  await other.close()
})

test('the cookie opens the page, with the headers that limit it', async () => {
  const { status, headers, body } = await page('/')
  expect([status, body]).toEqual([200, '<title>Coreglow</title>'])
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': CONTENT_SECURITY_POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-cache',
  })
  expect((await page('/assets/a.js')).headers['content-type']).toMatch(/^text\/javascript/)
  const head = await get('/', { cookie }, 'HEAD')
  expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '23'])
  expect(CONTENT_SECURITY_POLICY).not.toContain('unsafe')
})

test('nothing is served to who has no token, a wrong one, or a wrong cookie', async () => {
  const wrong = cookie.slice(0, -1)
  for (const [path, given] of [
    ['/', ''],
    ['/assets/a.js', ''],
    ['/?token=', ''],
    ['/?token=x', ''],
    ['/', wrong],
  ] as const) {
    const answer = await get(path, given === '' ? {} : { cookie: given })
    expect(answer.status).toBe(401)
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(answer.headers['content-security-policy']).toBe(CONTENT_SECURITY_POLICY)
  }
})

test('only our own names are a Host', async () => {
  const { port } = server
  for (const host of [`localhost:${port}`, `[::1]:${port}`, `127.0.0.1:${port}`])
    expect((await get('/', { cookie, host })).status).toBe(200)
  const others = ['evil.test', `evil.test:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `127.0.0.1:${port}.evil.test`]
  for (const host of others) {
    expect((await get('/', { cookie, host })).status).toBe(403)
    expect((await get(`/?token=${token}`, { host })).status).toBe(403)
    expect(await outcome(openSocket({ headers: { host, origin: `http://${host}` } }))).toBe(403)
  }
})

test('a text is sent compressed to a client that takes it', async () => {
  const sent = (encoding: string) => get('/assets/b.css', { cookie, 'accept-encoding': encoding }, 'HEAD')
  const [brotli, zipped, plain] = [await sent('gzip, br'), await sent('gzip'), await sent('identity')]
  expect([brotli, zipped, plain].map(({ headers }) => headers['content-encoding'])).toEqual(['br', 'gzip', undefined])
  expect(plain.headers['content-length']).toBe('3400')
  expect(Number(zipped.headers['content-length'])).toBeLessThan(200)
  expect([brotli, zipped, plain].map(({ headers }) => headers['vary'])).toEqual(Array(3).fill('Accept-Encoding'))
})

test('only GET and HEAD are answered, without a body', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE'])
    expect((await get('/', { cookie }, method)).status).toBe(405)
  expect((await get('/', { cookie, 'content-length': '3' }, 'GET', 'abc')).status).toBe(413)
  expect((await get('/', { cookie, 'transfer-encoding': 'chunked' }, 'GET', 'abc')).status).toBe(413)
})

test('no path leaves the page', async () => {
  const paths = [
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/..\\secret.txt',
  ]
  for (const path of [...paths, '/assets', '/assets/', '/nope', '/__proto__', '/%', '/index.html%00', '/%ff'])
    expect(await page(path)).toMatchObject({ status: 404, body: 'Page not found.\n' })
  expect((await page('//x:y@[')).status).toBe(400)
  expect((await page(`http://127.0.0.1:${server.port}/`)).status).toBe(400)
})

test('a huge header is refused', async () => {
  expect((await get('/', { cookie, 'x-huge': 'x'.repeat(2 ** 15) })).status).toBe(431)
  expect((await page('/')).status).toBe(200)
})

test('a WebSocket needs our origin and the cookie, at its own path', async () => {
  expect(await outcome(openSocket())).toBe('open')
  expect(await outcome(openSocket({ headers: { cookie: '' } }))).toBe(401)
  expect(await outcome(openSocket({ path: `/ws?token=${token}`, headers: { cookie: '' } }))).toBe(401)
  expect(await outcome(openSocket({ path: '/' }))).toBe(404)
  const { port } = server
  const origins = ['null', '', 'http://evil.test', `https://127.0.0.1:${port}`, `http://127.0.0.1:${port}.evil.test`]
  // The origin of another server on this machine, and one of our names that is not the Host.
  for (const origin of [...origins, `http://127.0.0.1:${port + 1}`, `http://localhost:${port}`])
    expect(await outcome(openSocket({ headers: { origin } }))).toBe(403)
  const { origin: _, ...none } = { origin: '', cookie }
  expect(await outcome(new WebSocket(`ws://127.0.0.1:${port}/ws`, { headers: none }))).toBe(403)
  expect((await page('/ws')).status).toBe(426)
})

test('a message that is too long is answered, one that is far too long closes its connection only', async () => {
  const bystander = connect(socketPipe(openSocket()))
  const long = connect(socketPipe(openSocket()))
  const call = (bytes: number) => long.call('run', { id: 'x'.repeat(bytes) })
  await expect(call(2 ** 20)).rejects.toMatchObject({ code: 'bad-message' })
  expect(await long.call('hello', hello)).toMatchObject({ version: '1' })
  await expect(call(3 * 2 ** 20)).rejects.toMatchObject({ code: 'closed' })
  expect(await bystander.call('hello', hello)).toMatchObject({ version: '1' })
  bystander.close()
})

test('a valid call is answered after 1,000 random messages', async () => {
  const socket = openSocket()
  await new Promise((resolve) => socket.on('open', resolve))
  const message = fc.oneof(fc.json(), fc.string(), fc.uint8Array({ maxLength: 64 }))
  for (const sample of fc.sample(message, 1000)) socket.send(sample)
  const answered = new Promise<string>((resolve) =>
    socket.on('message', (data: Buffer) => {
      if (data.toString().startsWith('{"id":77,')) resolve(data.toString())
    }),
  )
  socket.send(JSON.stringify({ id: 77, call: 'hello', params: hello }))
  expect(await answered).toContain('"ok":true')
  socket.terminate()
})

test('what is not HTTP harms nobody', async () => {
  for (const bytes of [
    '\0\x01\x02\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'GET /ws HTTP/1.1\r\nUpgrade: websocket\r\n\r\n',
  ]) {
    const socket = connectSocket(server.port, '127.0.0.1')
    socket.write(bytes)
    await new Promise((resolve) => socket.on('close', resolve).resume())
  }
  expect((await page('/')).status).toBe(200)
})

test('connections are limited, and free again when they end', async () => {
  const sockets = Array.from({ length: 300 }, () => connectSocket(server.port, '127.0.0.1').on('error', () => {}))
  const closed = (socket: Socket) => new Promise((resolve) => socket.on('close', resolve))
  await Promise.race(sockets.map(closed))
  sockets.forEach((socket) => socket.destroy())
  await expect
    .poll(() =>
      page('/').then(
        ({ status }) => status,
        () => 0,
      ),
    )
    .toBe(200)
  const pages = Array.from({ length: 20 }, () => openSocket())
  const statuses = await Promise.all(
    pages.map(
      (socket) =>
        new Promise((resolve) => {
          socket.on('open', () => resolve('open'))
          socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
        }),
    ),
  )
  expect(statuses.filter((status) => status === 'open').length).toBeLessThanOrEqual(16)
  expect(statuses).toContain(503)
  pages.forEach((socket) => socket.on('error', () => {}).terminate())
  await expect.poll(() => outcome(openSocket())).toBe('open')
})

test('a port in use and a folder without a page are told in a sentence', async () => {
  await expect(startServer({ engine: { service }, root, port: server.port })).rejects.toMatchObject({
    code: 'bad-params',
    message: expect.stringContaining(`Port ${server.port} is in use`),
  })
  await expect(startServer({ engine: { service }, root: join(folder, 'nowhere') })).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringContaining('npm run build'),
  })
})

test('closing ends every connection', async () => {
  const other = await startServer({ engine: { service }, root, token })
  const idle = connectSocket(other.port, '127.0.0.1')
  const answer = await new Promise<Response>((resolve) => {
    idle.on('connect', () => void fetch(other.url, { redirect: 'manual' }).then(resolve))
  })
  const headers = { origin: `http://127.0.0.1:${other.port}`, cookie: answer.headers.getSetCookie()[0]!.split(';')[0]! }
  const client = connect(socketPipe(new WebSocket(`ws://127.0.0.1:${other.port}/ws`, { headers })))
  await client.call('hello', hello)
  const gone = Promise.all([
    new Promise((resolve) => client.onClose(resolve)),
    new Promise((resolve) => idle.on('close', resolve)),
  ])
  await other.close()
  await gone
  await expect(fetch(other.url)).rejects.toThrow('fetch failed')
})
