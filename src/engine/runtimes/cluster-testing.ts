import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { Runtime } from '../../contract/experiment.ts'

// Clusters for tests: a scheduler and workers that are there before Coreglow comes, and stay.

/** The first interpreter here whose model of a cluster can run, and that model. */
export function clusterRuntime(runtimes: readonly Runtime[]) {
  const found = runtimes.flatMap((runtime) =>
    runtime.models
      .filter(({ kind, available }) => kind === 'cluster' && available)
      .map((model) => ({ runtime, model })),
  )
  return found[0]
}

/** Reason for a test that is skipped. */
export const NO_CLUSTER = 'no distributed'

export interface Cluster {
  readonly address: string
  readonly scheduler: ChildProcess
  readonly workers: readonly ChildProcess[]
}

/** Starts a scheduler and some workers in an interpreter; they end with the test. */
export async function startCluster({ path }: Runtime, workers = 2): Promise<Cluster> {
  const port = await freePort()
  const address = `tcp://127.0.0.1:${port}`
  const scheduler = start(path, 'scheduler', ['--host', '127.0.0.1', '--port', `${port}`, '--no-dashboard'])
  const options = ['--nthreads', '1', '--no-dashboard', '--no-nanny', '--host', '127.0.0.1']
  const started = Array.from({ length: workers }, () => start(path, 'worker', [address, ...options]))
  await Promise.all([said(scheduler, 'Scheduler at'), ...started.map((worker) => said(worker, 'Registered to'))])
  return { address, scheduler, workers: started }
}

function start(path: string, part: string, args: readonly string[]): ChildProcess {
  const child = spawn(path, ['-m', `distributed.cli.dask_${part}`, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
  onTestFinished(async () => {
    const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined
    child.kill('SIGKILL')
    await gone
  })
  return child
}

/** What it has logged so far. */
const logs = new WeakMap<ChildProcess, { text: string }>()

export function logOf(child: ChildProcess): string {
  return logs.get(child)?.text ?? ''
}

async function said(child: ChildProcess, words: string): Promise<void> {
  const log = { text: '' }
  logs.set(child, log)
  child.stderr!.setEncoding('utf8').on('data', (more: string) => (log.text += more))
  while (!log.text.includes(words)) {
    if (child.exitCode !== null) throw new Error(`It ended: ${log.text}`)
    await sleep(20)
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  const port = await portOf(server)
  server.close()
  await once(server, 'close')
  return port
}

/** Has a server listen on a port that nobody else has. */
export async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  return address.port
}
