import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { get } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { HOST, startPeer } from '../peers.mjs'

/** The port of a web server in a process of its own. */
export async function setup({ params, cleanup }) {
  const { latency: latencyMs, jitter: jitterMs } = params
  return (await startPeer(cleanup, 'pages', { latencyMs, jitterMs, bytes: bytesOf(params) }).hear()).port
}

/** Amount: pages in all; worker i fetches every page of which the number modulo the workers is i. */
export async function run({ index, workers, workUnits, params, shared, blocking, report }) {
  const seen = createHash('sha256')
  let [pages, waitMs] = [0, 0]
  for (let number = index; number < workUnits; number += workers) {
    const { status, timing, body } = await blocking(() => fetchPage(shared, number))
    if (status !== 200 || body.length !== bytesOf(params)) {
      throw new Error(`Page ${number} came with status ${status} and ${body.length} bytes.`)
    }
    seen.update(`${number} ${body.length} ${createHash('sha256').update(body).digest('hex')}\n`)
    pages++
    waitMs += Number(timing.split('dur=')[1])
  }
  report({ pages, serverSeconds: waitMs / 1000 })
  return seen.digest('hex').slice(0, 16)
}

function bytesOf({ size }) {
  return Math.round(size * 1000)
}

async function fetchPage(port, number) {
  const request = get({ host: HOST, port, path: `/${number}`, agent: false })
  const [response] = await once(request, 'response')
  const body = await buffer(response)
  return { status: response.statusCode, timing: response.headers['server-timing'], body }
}
