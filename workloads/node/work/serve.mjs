import { on } from 'node:events'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { throwFirst } from '../join.mjs'
import { inMainThread } from '../launch.mjs'
import { messagesOf } from '../messages.mjs'
import { HOST, startPeer } from '../peers.mjs'
import { workUnitsFor as countFor, count, LAP } from './countdown.mjs'

const BACKLOG = 256

/** An echo server that has not accepted anybody, its clients, and the counter of their requests. */
export async function setup({ workers, params, cleanup }) {
  const server = createServer({ pauseOnConnect: true, noDelay: true })
  const arrivals = on(server, 'connection')
  await new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host: HOST, port: 0, backlog: BACKLOG }, resolve)
  })
  cleanup(() => server.close())
  const settings = { port: server.address().port, clients: workers, requests: params.requests }
  const clients = startPeer(cleanup, 'clients', settings)
  await clients.hear() // they are ready
  return { arrivals, clients, connections: [], counted: 0 }
}

/** What the clients saw, and where the counter stands. */
export async function finish(_job, { clients, counted }) {
  return { ...(await clients.hear()), counted }
}

/** Amount: what a client asks for in all its requests, in seconds to wait or in steps of counting down. */
export async function run({ index, workUnits, params, shared, laps }) {
  const each = workUnits / params.requests
  let served = 0
  for await (const message of messagesOf(shared.connections[index])) {
    if (params.work === 'wait') await sleep(each * 1000)
    else for (const lap of laps(Math.round(each), LAP)) count(lap)
    shared.counted++
    shared.connections[index].write(message)
    served++
  }
  return `served ${served} requests`
}

export function workUnitsFor(seconds, params) {
  return params.work === 'wait' ? { workUnits: seconds, measuredSeconds: 0 } : countFor(seconds, params)
}

export const models = {
  'one-at-a-time': {
    label: 'one at a time',
    description: 'The main thread serves one client until it disconnects, then the next.',
    kind: 'sequential',
    sharesInterpreter: true,
    order: 10,
    async run(task) {
      for await (const index of clientsOf(task)) await inMainThread(task, index)
    },
  },
  'event-loop': {
    label: 'event loop',
    description: 'The event loop of the main thread serves whichever client has sent something.',
    kind: 'coroutine',
    sharesInterpreter: true,
    order: 40,
    async run(task) {
      const served = []
      for await (const index of clientsOf(task)) {
        served.push(inMainThread(task, index, { sharesThread: true }))
      }
      throwFirst(await Promise.allSettled(served))
    },
  },
}

/** Bids the clients come. Yields the index of the worker that shall serve each, when it has come. */
async function* clientsOf({ workers, shared }) {
  shared.clients.tell('go')
  for (let index = 0; index < workers; index++) {
    const { value } = await shared.arrivals.next()
    shared.connections[index] = value[0]
    yield index
  }
}
