import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { WebSocket } from 'ws'
import { PROTOCOL_VERSION } from '../src/contract/procedures.ts'
import { startHost, temporaryData, until } from './host.ts'
import { expectSixRows, makeShort, on } from './screen.ts'
import { expect, openApp, test } from './test.ts'

test('a killed host is told, and a new one at its port takes the page back', async ({ page, context }) => {
  const dataFolder = temporaryData()
  const first = await startHost({ dataFolder })
  await openApp(page, first)
  await first.end('SIGKILL')
  const banner = page.getByRole('alert').filter({ hasText: 'No connection to Coreglow' })
  await expect(banner).toBeVisible()
  await expect(on(page).runSix).toBeDisabled()

  const second = await startHost({ dataFolder, args: ['--port', new URL(first.url).port] })
  // The address that it prints carries the token: whoever opens it lets this browser in.
  const other = await context.newPage()
  await openApp(other, second)
  await expect(banner).toBeHidden()
  await expect(on(page).runSix).toBeEnabled()
  await second.end()
  rmSync(dataFolder, { recursive: true, force: true })
})

test('a second page sees the same run', async ({ app, context, host }) => {
  const other = await context.newPage()
  await openApp(other, host)
  await makeShort(app)
  await on(app).runSix.click()
  await expect(on(other).stop).toBeVisible()
  await expect(on(other).runSix).toBeDisabled()
  await Promise.all([expectSixRows(app), expectSixRows(other)])
})

test('1,000 random messages harm nothing, and the next valid one is answered', async ({ app, host }) => {
  const socket = await openSocket(host.url)
  const answers: string[] = []
  socket.on('message', (data, isBinary) => isBinary || answers.push(Buffer.from(data as Buffer).toString()))
  for (let i = 0; i < 1000; i++) socket.send(randomMessage(i))
  socket.send(JSON.stringify({ id: 4711, call: 'hello', params: { protocol: PROTOCOL_VERSION } }))
  const answer = await until(
    () => answers.find((text) => text.includes('4711') && text.includes('version')),
    'an answer',
  )
  expect(JSON.parse(answer)).toMatchObject({ id: 4711, ok: true })
  expect(answers.length).toBeGreaterThan(500)
  socket.close()
  await expect(on(app).runSix).toBeEnabled()
})

/** As the page does: with the cookie that the address was changed for. */
async function openSocket(url: string): Promise<WebSocket> {
  const { origin, host } = new URL(url)
  const entry = await fetch(url, { redirect: 'manual' })
  const cookie = entry.headers.getSetCookie()[0]!.split(';')[0]
  const socket = new WebSocket(`ws://${host}/ws`, { origin, headers: { cookie } })
  await once(socket, 'open')
  return socket
}

const PIECES = [
  '{"id":1',
  '"call":"startRun"',
  '"params":{}',
  '}',
  '[',
  '"open":"frames"',
  'null',
  '1e999',
  '"__proto__"',
  '{}',
]

function randomMessage(i: number): string | Buffer {
  if (i % 3 === 0) return randomBytes(randomInt(200))
  if (i % 3 === 1) return randomBytes(randomInt(200)).toString('latin1')
  return Array.from({ length: randomInt(8) }, () => PIECES[randomInt(PIECES.length)]).join(',')
}
