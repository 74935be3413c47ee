import { fork } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import type { RunRequest } from '../../src/contract/run.ts'
import type { FakeMachine } from '../fake-service.ts'

export interface HostOrder {
  readonly request: RunRequest
  /** Units of work per worker of work that computes; without it the run calibrates as usual. */
  readonly workUnits?: number
}

export type HostAnswer =
  | { readonly type: 'ready'; readonly url: string }
  | { readonly type: 'ended'; readonly trialNs: number }
  | { readonly type: 'failed'; readonly message: string }

export interface BenchHost {
  readonly pid: number
  readonly url: string
  /** Runs to the end; resolves with the nanoseconds that the first trial took. */
  readonly run: (order: HostOrder) => Promise<number>
}

/** A browser host in a process of its own, over an engine or an invented machine, until `use` is done. */
export async function withHost<T>(use: (host: BenchHost) => Promise<T>, machine?: FakeMachine): Promise<T> {
  const args = machine === undefined ? [] : [JSON.stringify(machine)]
  const child = fork(resolve('node_modules/.cache/coreglow-bench/host.js'), args)
  const ended = once(child, 'exit')
  const answer = async (): Promise<HostAnswer> => {
    const [message]: HostAnswer[] = await Promise.race([once(child, 'message'), ended.then(() => [])])
    if (message === undefined) throw new Error('The host of the bench has ended.')
    return message
  }
  try {
    const ready = await answer()
    if (ready.type !== 'ready') throw new Error('The host of the bench did not start.')
    return await use({
      pid: child.pid!,
      url: ready.url,
      async run(order) {
        child.send(order)
        const message = await answer()
        if (message.type === 'ended') return message.trialNs
        throw new Error(message.type === 'failed' ? message.message : 'The host of the bench started twice.')
      },
    })
  } finally {
    if (child.connected) child.disconnect()
    await ended
  }
}
