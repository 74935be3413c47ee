// One order to run work under a model, from `setup` to `end`.
import { pin, usableCores } from './affinity.mjs'
import { loadModel, loadWork } from './catalogue.mjs'
import { emit, now } from './channel.mjs'
import { throwFirst } from './join.mjs'
import { processCpuNs } from './native.mjs'
import { createTask } from './task.mjs'

/** Numbers of at most 17 characters: a line of 4,096 bytes, as the workers' are. */
const NUMBERS_PER_LINE = 220

export async function runTrial({ work, model, workers, workUnits, params = {}, options = {} }) {
  const piece = await loadWork(work)
  const { run } = await loadModel(model, piece)
  if (!run) throw new Error(`The model "${model}" runs the user's function only.`)
  const order = { work, workers, workUnits, params, options }
  const { running, ...end } = await withCleanup(async (cleanup) => {
    const cores = coresFor(options, cleanup)
    const job = { workers, workUnits, params, cleanup }
    const shared = await piece.setup?.(job)
    const task = createTask(order, { shared, cores, mayLoseWorkers: piece.mayLoseWorkers })
    const measured = await measure(run, task)
    return { ...measured, values: await piece.finish?.(job, shared), running: task.running }
  })
  for (const { index, ns } of running) tellRunning(index, ns)
  emit('end', end)
}

async function measure(run, task) {
  const cpu = process.cpuUsage()
  emit('begin', { ns: now() })
  await run(task)
  const ns = now()
  return { ns, cpuNs: processCpuNs(cpu) + task.outsideCpuNs }
}

/** Does `use`, then what that left to clean up, the last first: all of it, whatever fails. */
async function withCleanup(use) {
  const cleanups = []
  const [end] = await Promise.allSettled([use((cleanup) => cleanups.push(cleanup))])
  const ends = [end]
  for (const cleanup of cleanups.toReversed()) ends.push(...(await Promise.allSettled([call(cleanup)])))
  throwFirst(ends)
  return end.value
}

async function call(fn) {
  await fn()
}

/** Of which worker i gets the one at i modulo their number; undefined where they are left to the system. */
function coresFor({ affinity }, cleanup) {
  if (affinity === undefined) return undefined
  const cores = usableCores()
  if (!cores) throw new Error('Node workers cannot be pinned to cores here; this needs Linux with taskset.')
  cleanup(() => pin(cores)) // the main thread may have been a worker
  return affinity === 'one' ? cores.slice(0, 1) : cores
}

function tellRunning(index, ns) {
  for (let i = 0; i < ns.length; i += NUMBERS_PER_LINE) {
    emit('running', { index, ns: ns.slice(i, i + NUMBERS_PER_LINE) })
  }
}
