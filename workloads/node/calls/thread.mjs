// A worker of a pool, in a thread. It talks through a port of its own: the user's file may use parentPort.
import { workerData } from 'node:worker_threads'
import { createService } from './service.mjs'

const { port, ...piece } = workerData

function post(message, then) {
  port.postMessage(message)
  then?.()
}

port.on('message', createService(piece, post, { isProcess: false }))
