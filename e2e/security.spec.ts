import { once } from 'node:events'
import { request as httpRequest } from 'node:http'
import { WebSocket } from 'ws'
import { CONTENT_SECURITY_POLICY } from '../src/transport/content-policy.ts'
import { expect, test } from './test.ts'

test('the page comes with its policy, which has no unsafe source', async ({ app, host }) => {
  const response = await app.request.get(new URL(host.url).origin)
  const policy = response.headers()['content-security-policy']
  expect(policy).toBe(CONTENT_SECURITY_POLICY)
  expect(policy).not.toContain('unsafe')
})

test('the policy holds: no inline script, no foreign source', async ({ app, complaints }) => {
  const ran = await app.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'globalThis.inlineRan = true'
    document.body.append(script)
    const image = new Image()
    const failed = new Promise((resolve) => image.addEventListener('error', () => resolve('blocked')))
    image.src = 'https://example.org/x.png'
    return ['inlineRan' in globalThis, await failed]
  })
  expect(ran).toEqual([false, 'blocked'])
  expect(complaints.length).toBe(2)
  expect(complaints.every((text) => text.includes('Content Security Policy'))).toBe(true)
  complaints.length = 0
})

test('nobody comes in without the token, under another name, or from another page', async ({ host }) => {
  const { origin, port } = new URL(host.url)
  expect((await fetch(origin)).status).toBe(401)
  expect((await fetch(`${origin}/?token=wrong`)).status).toBe(401)
  expect(await statusFor(Number(port), { host: 'evil.example' })).toBe(403)
  const foreign = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin: 'https://evil.example' })
  expect(String((await once(foreign, 'error'))[0])).toContain('403')
  const stranger = new WebSocket(`ws://127.0.0.1:${port}/ws`, { origin })
  expect(String((await once(stranger, 'error'))[0])).toContain('401')
})

async function statusFor(port: number, headers: Record<string, string>): Promise<number | undefined> {
  const asked = httpRequest({ port, host: '127.0.0.1', headers }).end()
  const [response] = await once(asked, 'response')
  response.resume()
  return response.statusCode
}
