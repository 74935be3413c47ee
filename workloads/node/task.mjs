import { emit, now } from './channel.mjs'

/**
 * What a model is given: an order, with what the work's `setup` returned and the cores to pin workers to, if any. It launches
 * `task.workers` workers, numbered from 0, where they shall live (launch.mjs), and returns when all are joined.
 */
export function createTask({ work, workers, workUnits, params, options }, { shared, cores, mayLoseWorkers }) {
  const task = { workers, workUnits, params, options, shared, piece, take, outsideCpuNs: 0, running: [] }
  return task

  /** All that a worker needs to know, wherever it lives. `name`: as in "MainProcess/Worker-1". */
  function piece(index, name) {
    const core = cores?.[index % cores.length]
    return { work, workers, workUnits, params, options, shared, index, name, core, requestedNs: now() }
  }

  /** What a worker told in the end. @throws when it was lost and may not be. */
  function take(index, { running = [], cpuNs = 0, lost }) {
    task.outsideCpuNs += cpuNs
    task.running.push({ index, ns: running })
    if (!lost) return
    if (!mayLoseWorkers) throw new Error(lost.sentence)
    emit('worker-lost', { index, endNs: lost.endNs, how: lost.how })
  }
}
