// Clients of an echo server. They are "ready", and then go on any word. A client sends its next request when the last one is answered. The answer:
// requests, seconds, and latencies in ms.
import { once } from 'node:events'
import { connect } from 'node:net'
import { BYTES, messagesOf } from '../messages.mjs'
import { endWithParent } from './parent.mjs'

const HOST = '127.0.0.1'

/** @returns latencies in ns. */
async function talk(port, requests) {
  const connection = connect({ host: HOST, port, noDelay: true })
  const answers = messagesOf(connection)
  const latencies = []
  for (let number = 0; number < requests; number++) {
    const message = String(number).padEnd(BYTES)
    const sentNs = now()
    connection.write(message)
    const answer = String((await answers.next()).value)
    if (answer !== message) throw new Error(`The server answered "${answer}" to "${message}".`)
    latencies.push(now() - sentNs)
  }
  connection.destroy()
  return latencies
}

function now() {
  return Number(process.hrtime.bigint())
}

function summary(latencies, seconds) {
  const ranked = latencies.toSorted((a, b) => a - b)
  const at = (share) => ranked[Math.round((ranked.length - 1) * share)] / 1e6
  return { requests: ranked.length, seconds, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
}

const { port, clients, requests } = JSON.parse(process.argv[2])
process.stdout.write('"ready"\n')
await once(process.stdin, 'data')
endWithParent()
const startNs = now()
const latencies = await Promise.all(Array.from({ length: clients }, () => talk(port, requests)))
process.stdout.write(`${JSON.stringify(summary(latencies.flat(), (now() - startNs) / 1e9))}\n`)
