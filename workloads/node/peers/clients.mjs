// Clients of an echo server: many with so many requests each, who are "ready" and go on any word, or one for so many seconds, who
// is called. A client sends its next request when the last one is answered. The answer: requests, seconds, and latencies in ms.
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { BYTES, messagesOf } from '../messages.mjs'
import { endWithParent } from './parent.mjs'

const HOST = '127.0.0.1'

async function many({ port, clients, requests }) {
  say('ready')
  await once(process.stdin, 'data')
  const startNs = now()
  const all = await Promise.all(Array.from({ length: clients }, () => talk(port, requests)))
  return summary(all.flat(), now() - startNs)
}

async function talk(port, requests) {
  const connection = connect({ host: HOST, port, noDelay: true })
  const exchange = exchangeOver(connection)
  const latencies = []
  while (latencies.length < requests) latencies.push(await exchange())
  connection.destroy()
  return latencies
}

/** Without its first request: that may wait for more than an answer. */
async function one({ seconds }) {
  const server = createServer({ noDelay: true }).listen({ host: HOST, port: 0 })
  await once(server, 'listening')
  say({ port: server.address().port })
  const [connection] = await once(server, 'connection')
  const exchange = exchangeOver(connection)
  await exchange()
  const latencies = []
  const startNs = now()
  while (now() < startNs + seconds * 1e9) latencies.push(await exchange())
  const took = now() - startNs
  connection.destroy()
  return summary(latencies, took)
}

/** Sends the next request, and returns after how many ns it was answered. */
function exchangeOver(connection) {
  const answers = messagesOf(connection)
  let number = 0
  return async () => {
    const message = String(number++).padEnd(BYTES)
    const sentNs = now()
    connection.write(message)
    const answer = String((await answers.next()).value)
    if (answer !== message) throw new Error(`The server answered "${answer}" to "${message}".`)
    return now() - sentNs
  }
}

function summary(latencies, ns) {
  const ranked = latencies.toSorted((a, b) => a - b)
  const at = (share) => ranked[Math.round((ranked.length - 1) * share)] / 1e6
  return { requests: ranked.length, seconds: ns / 1e9, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
}

function now() {
  return Number(process.hrtime.bigint())
}

function say(answer) {
  process.stdout.write(`${JSON.stringify(answer)}\n`)
}

const settings = JSON.parse(process.argv[2])
endWithParent()
say(await ('seconds' in settings ? one : many)(settings))
process.exit()
