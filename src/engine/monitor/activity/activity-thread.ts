import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads'
import type { ReadyMessage } from '../monitor-thread.ts'
import { ownTid } from '../own-tid.ts'
import { openInterpreter } from '../gil/open-interpreter.ts'
import type { ActivityCommand, ActivityData, ActivityMessage } from './activity-messages.ts'
import { ActivityReader } from './activity-reader.ts'
import { readProcessFacts } from './process-facts.ts'

/**
 * The activity thread: commands in, what threads do out. See `activity-monitor.ts` for its other end. It never returns to its
 * event loop: its pauses are waits on a cell, which are exact and cheap, and a command wakes it.
 */

const port = parentPort!
const { wake }: ActivityData = workerData
const reader = new ActivityReader({ open: openInterpreter, readFacts: readProcessFacts, emit: post })

function handle(command: ActivityCommand): void {
  switch (command.type) {
    case 'follow':
      return reader.follow(command.process)
    case 'unfollow':
      return reader.unfollow(command.pid)
    case 'rates':
      return reader.setRates(command.rates)
    case 'look':
      return reader.lookAt(command.pid)
    case 'report':
      return post({ type: 'report', id: command.id, report: reader.report() })
  }
}

function post(message: ActivityMessage | ReadyMessage): void {
  port.postMessage(message)
}

post({ type: 'ready', tid: ownTid() })
for (;;) {
  const seen = Atomics.load(wake, 0)
  for (let received = receiveMessageOnPort(port); received !== undefined; received = receiveMessageOnPort(port))
    handle(received.message)
  const pauseNs = reader.step()
  Atomics.wait(wake, 0, seen, pauseNs === undefined ? Infinity : pauseNs / 1e6)
}
