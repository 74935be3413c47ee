import { closeSync, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { now } from '../channel.mjs'
import { parts } from '../uneven.mjs'
import { count, LAP } from './countdown.mjs'

/** A folder, in which each piece that was taken has a file. A file can be made once only: that makes it a queue for any worker. */
export function setup({ cleanup }) {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-pieces-'))
  cleanup(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/**
 * Amount: iterations of a loop for each worker, all of them cut into pieces of uneven length, which the workers take one by one.
 * `queue`: "shared": each takes the next one that nobody has taken; "own": they were dealt out in turn, and each takes its own.
 */
export function run(worker) {
  const { workers, workUnits, params, laps, report } = worker
  const number = workers * params.pieces
  const steps = parts(workUnits * workers, number, params.seed)
  const start = now()
  const takesMs = []
  let [busyNs, left] = [0, 0]
  for (const piece of taken(worker, number)) {
    const began = now()
    takesMs.push(Math.round((began - start) / 1e5) / 10)
    left += steps[piece]
    for (const lap of laps(steps[piece], LAP)) left -= count(lap)
    busyNs += now() - began
  }
  report({ takesMs, busySeconds: busyNs / 1e9 })
  return `${left} left of what was taken`
}

/** The pieces of one worker, each when it is its turn. */
function* taken({ index, workers, params, shared }, number) {
  const [first, step] = params.queue === 'own' ? [index, workers] : [0, 1]
  for (let piece = first; piece < number; piece += step) {
    if (take(join(shared, `${piece}`))) yield piece
  }
}

function take(file) {
  try {
    closeSync(openSync(file, 'wx'))
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

export { workUnitsFor } from './countdown.mjs'
