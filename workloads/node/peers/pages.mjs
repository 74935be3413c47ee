// A small web server. GET /7 is answered with page 7, after a wait that is the same for this page each time.
import { createHash } from 'node:crypto'
import { createServer } from 'node:http'
import { endWithParent } from './parent.mjs'

const HOST = '127.0.0.1'
const BACKLOG = 256

/** `latencyMs` plus or minus up to `jitterMs`, and the `bytes` of a page. */
const { latencyMs, jitterMs, bytes } = JSON.parse(process.argv[2])

function answer(request, response) {
  const number = request.url.slice(1)
  const waitMs = waitFor(number)
  setTimeout(() => {
    const body = page(number)
    const timing = `wait;dur=${waitMs.toFixed(3)}`
    response.writeHead(200, { 'Content-Length': body.length, 'Server-Timing': timing, Connection: 'close' })
    response.end(body)
  }, waitMs)
}

function waitFor(number) {
  const share = createHash('sha256').update(`wait ${number}`).digest().readUInt32BE() / 2 ** 32
  return Math.max(0, latencyMs + jitterMs * (2 * share - 1))
}

function page(number) {
  const line = `${createHash('sha256').update(`page ${number}`).digest('hex')}\n`
  return Buffer.alloc(bytes, line)
}

endWithParent()
const server = createServer(answer)
server.listen({ host: HOST, port: 0, backlog: BACKLOG }, () => {
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`)
})
