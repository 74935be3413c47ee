// Workers that do nothing: what their start, their end and their being there cost. Setting "method": how they are started.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { now } from '../channel.mjs'

const STARTS = {
  worker: () => new Worker('', { eval: true }),
  child: () => spawn(process.execPath, ['--eval', ''], { stdio: 'ignore' }),
}

/**
 * Before the clock bare workers are started and joined one after the other. Those of the model are then all there at the
 * same time, and read how much memory that takes.
 */
export async function setup({ workers, params: { method } }) {
  const before = memory()
  const costs = []
  while (costs.length <= workers) costs.push(await startAndJoin(STARTS[method]))
  const usual = costs.slice(1).toSorted((a, b) => a - b)[workers >> 1]
  const readyNs = now() + 1e9 * (0.1 + 3 * workers * usual)
  return { before, costs, readyNs, endNs: readyNs + 100e6 }
}

/** Seconds. */
async function startAndJoin(start) {
  const beginNs = now()
  await once(start(), 'exit')
  return (now() - beginNs) / 1e9
}

export async function run({ shared: { before, readyNs, endNs }, workers, params, report }) {
  await until(readyNs)
  if (now() >= endNs) report({ memoryMissing: 'it was there only when others had gone' })
  else report(memoryOfOne(before, workers, params.method))
  await until(endNs)
  return 'was there'
}

export function finish(_, { costs }) {
  return { startJoinSeconds: costs }
}

function until(ns) {
  return sleep(Math.max(0, ns - now()) / 1e6)
}

/** A process's own; of threads, which share one process, their share in how much that has grown. */
function memoryOfOne(before, workers, method) {
  const after = memory()
  if (!after) return { memoryMissing: 'needs Linux: /proc/self/smaps_rollup' }
  if (method === 'child') return after
  return Object.fromEntries(Object.entries(after).map(([name, bytes]) => [name, (bytes - before[name]) / workers]))
}

/** Bytes of this process; undefined where the system does not tell. */
function memory() {
  try {
    const text = readFileSync('/proc/self/smaps_rollup', 'latin1')
    const bytes = (name) => 1024 * Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(text)[1])
    return { rssBytes: bytes('Rss'), pssBytes: bytes('Pss') }
  } catch {
    return undefined
  }
}
