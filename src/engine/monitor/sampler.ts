import { parentPort, workerData } from 'node:worker_threads'
import type { SamplerData, SamplerMessage, SamplerCommand } from './messages.ts'
import { createSource } from './platform.ts'
import { nowNs } from '../host/clock.ts'
import type { ReadyMessage } from './monitor-thread.ts'
import { ownTid } from './own-tid.ts'
import { Ticker } from './ticker.ts'

/** The sampler thread: orders in, one message a tick out. See `monitor.ts` for its other end. */

const port = parentPort!
const { portable }: SamplerData = workerData
const source = createSource(portable)
const ticker = new Ticker(sample)
let top = false
/** Accounts that are open. */
const accounts = new Set<number>()

function sample(deadlineNs: number): void {
  const tNs = nowNs()
  const { buffer, ...reading } = source.read(tNs)
  post({ type: 'tick', tick: { tNs, deadlineNs, ...reading } }, [buffer])
  const processes = top || accounts.size > 0 ? source.top(tNs) : undefined
  if (top && processes !== undefined) post({ type: 'top', processes })
}

function handle(command: SamplerCommand): void {
  switch (command.type) {
    case 'watch':
      return source.watch(command.target)
    case 'unwatch':
      return source.unwatch(command.pid)
    case 'pace':
      top = command.top
      return ticker.pace(command.hz)
    case 'viewers':
      return source.showViewers(command.pids)
    case 'open-account':
      accounts.add(command.id)
      return source.openAccount(command.id)
    case 'close-account':
      accounts.delete(command.id)
      return post({ type: 'account', id: command.id, account: source.closeAccount(command.id) })
  }
}

function post(message: SamplerMessage | ReadyMessage, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer)
}

port.on('message', handle)
post({ type: 'ready', tid: ownTid() })
