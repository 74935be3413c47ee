// Where the workers of a pool live.
import { once } from 'node:events'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads'
import { deserialize, serialize } from 'node:v8'
import { now } from '../channel.mjs'
import { forkChild } from '../launch.mjs'
import { createPeer } from './peer.mjs'

function startThread(calls, index) {
  const name = `Worker-${index + 1}`
  const { port1, port2 } = new MessageChannel()
  const workerData = { ...calls.piece, index, name: `MainProcess/${name}`, requestedNs: now(), port: port2 }
  const worker = new Worker(new URL('thread.mjs', import.meta.url), { workerData, transferList: [port2] })
  const peer = createPeer(calls, worker, { name, port: port1, post: (message) => port1.postMessage(message), drain })
  return peer

  async function drain() {
    await nextTurn()
    const rest = []
    for (let next = receiveMessageOnPort(port1); next; next = receiveMessageOnPort(port1)) rest.push(next.message)
    port1.close()
    return rest
  }
}

async function startProcess(calls, index) {
  const name = `Process-${index + 1}`
  const requestedNs = now()
  const child = forkChild(new URL('child.mjs', import.meta.url), calls.options)
  if (child.pid === undefined) throw (await once(child, 'error'))[0]
  const post = (message) => child.send(message, () => {})
  const drain = async () => {
    if (child.connected) await once(child, 'disconnect')
    return []
  }
  post({ ...calls.piece, index, name: `${name}/MainThread`, requestedNs })
  return createPeer(calls, child, { name, port: child, post, drain })
}

export const threadPlace = { start: startThread, send: structuredClone }
export const processPlace = { start: startProcess, send: (message) => deserialize(serialize(message)) }
