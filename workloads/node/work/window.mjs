import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../channel.mjs'
import { throwFirst } from '../join.mjs'
import { inMainThread, inProcess, inThread } from '../launch.mjs'
import * as countdown from './countdown.mjs'
import * as wait from './wait.mjs'

const FRAME_NS = Math.floor(1e9 / 60)
const QUERIES = { waits: wait, computes: countdown }

/** `start()` is set by the model: it starts the query, and returns something that says whether it `isAlive()`. */
export function setup() {
  return { start: undefined }
}

/**
 * Worker 0 is a window that draws 60 frames a second and from which a slow query is started; worker 1 is the query. Amount: of the
 * query, in seconds to wait or in steps of counting down.
 */
export async function run(worker) {
  if (worker.index === 1) return QUERIES[worker.params.query].run(worker)
  const lateness = await drawWhile(worker.shared.start)
  const dropped = lateness.filter((ns) => ns >= FRAME_NS).length
  worker.report({ frames: lateness.length, dropped, ...quantiles(lateness) })
  return 'drew until the query was done'
}

/** How many ns late each frame was, also one for which there was no time. */
async function drawWhile(start) {
  const lateness = []
  let dueNs = now() + FRAME_NS
  const query = start()
  do {
    await sleepUntil(dueNs)
    draw()
    const ns = now()
    for (; dueNs <= ns; dueNs += FRAME_NS) lateness.push(ns - dueNs)
  } while (query.isAlive())
  return lateness
}

async function sleepUntil(dueNs) {
  for (let left = dueNs - now(); left > 0; left = dueNs - now()) await sleep(left / 1e6)
}

/** A little work, as for the few things that have changed since the last frame. */
function draw() {
  return Array.from({ length: 500 }, (_, x) => String.fromCharCode(32 + (x % 90))).join('')
}

function quantiles(lateness) {
  const ranked = lateness.toSorted((a, b) => a - b)
  const at = (share) => ranked[Math.round((ranked.length - 1) * share)] / 1e6
  return { p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1) }
}

export function workUnitsFor(seconds, params) {
  return QUERIES[params.query].workUnitsFor(seconds, params)
}

export const models = {
  'same-thread': {
    label: 'same thread',
    description: 'The window runs the query itself, between two frames.',
    kind: 'sequential',
    sharesInterpreter: true,
    order: 10,
    run: (task) => open(task, () => inMainThread(task, 1)),
  },
  'other-thread': {
    label: 'thread',
    description: 'The window starts a worker thread for the query.',
    kind: 'thread',
    sharesInterpreter: false,
    order: 20,
    run: (task) => open(task, () => inThread(task, 1, { shared: undefined })),
  },
  'other-process': {
    label: 'process',
    description: 'The window starts a child process for the query.',
    kind: 'process',
    sharesInterpreter: false,
    order: 30,
    run: (task) => open(task, () => inProcess(task, 1)),
  },
}

async function open(task, launch) {
  const queries = []
  task.shared.start = () => {
    let alive = true
    queries.push(launch().finally(() => (alive = false)))
    return { isAlive: () => alive }
  }
  throwFirst(await Promise.allSettled([inMainThread(task, 0)]))
  throwFirst(await Promise.allSettled(queries))
}
