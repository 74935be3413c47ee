import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import type { SamplerData, SamplerNews, SamplerOrder } from './messages.ts'
import { createSource } from './platform.ts'
import { nowNs } from './source.ts'
import { Ticker } from './ticker.ts'

/** The sampler thread: orders in, one message a tick out. See `monitor.ts` for its other end. */

const port = parentPort!
const { portable }: SamplerData = workerData
const source = createSource(portable)
const ticker = new Ticker(sample)
let top = false

function sample(deadlineNs: number): void {
  const tNs = nowNs()
  const { buffer, ...reading } = source.read(tNs)
  tell({ type: 'tick', tick: { tNs, deadlineNs, ...reading } }, [buffer])
  const processes = top ? source.top(tNs) : undefined
  if (processes !== undefined) tell({ type: 'top', processes })
}

function obey(order: SamplerOrder): void {
  switch (order.type) {
    case 'watch':
      return source.watch(order.target)
    case 'unwatch':
      return source.unwatch(order.pid)
    case 'pace':
      top = order.top
      return ticker.pace(order.hz)
  }
}

function tell(news: SamplerNews, transfer: ArrayBuffer[] = []): void {
  port.postMessage(news, transfer)
}

function ownTid(): number | undefined {
  try {
    return Number(basename(readlinkSync('/proc/thread-self')))
  } catch {
    return undefined
  }
}

port.on('message', obey)
tell({ type: 'ready', tid: ownTid() })
