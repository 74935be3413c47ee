import type { LiveWorker } from '../../contract/run-event.ts'
import type { Recording } from '../../contract/observation.ts'
import type { LanesOf } from './lanes.ts'
import { createScene, type Sample, type Scene } from './scene.ts'
import type { TaskSamples } from './task-log.ts'

/** Columns of the core strip for a whole recording, and the fewest samples in each, so that none is empty by chance. */
const MAX_COLUMNS = 480
const SAMPLES_PER_COLUMN = 1.5

/** A recording as a scene: the same pictures as live. `workers`: those of the run; undefined for a program that was watched. */
export function recordedScene(recording: Recording, workers: readonly LiveWorker[] | undefined): Scene {
  const [first = 0, last = 0] = [recording.tNs[0], recording.tNs.at(-1)]
  const columns = Math.max(Math.min(MAX_COLUMNS, Math.floor(recording.tNs.length / SAMPLES_PER_COLUMN)), 2)
  const columnNs = Math.max((last - first) / (columns - 1), 1e6)
  const scene = createScene({
    live: false,
    cores: recording.busy.length,
    columnNs,
    columns,
    lanesOf: lanesFor(workers),
  })
  const ended = recording.tasks.map((task) => Object.assign({}, task, { endedNs: task.endedNs ?? last }))
  scene.setTasks(ended, true)
  scene.setWorkers(workers ?? [])
  for (const sample of samples(recording)) scene.observe(sample)
  return scene
}

export function lanesFor(workers: readonly LiveWorker[] | undefined): LanesOf {
  return workers === undefined ? 'tasks' : 'workers'
}

/** Samples of the recording in order, as rates. */
export function* samples({ tNs, busy, rows }: Recording): Generator<Sample> {
  const before = new Map<number, Counters>()
  let begin = 0
  for (let frame = 0; frame < tNs.length; frame++) {
    let end = begin
    while (rows.frame[end] === frame) end += 1
    const ns = frame === 0 ? NaN : tNs[frame]! - tNs[frame - 1]!
    const tasks = tasksOf(rows, begin, end, before, ns)
    if (frame > 0) yield { tNs: tNs[frame]!, seconds: ns / 1e9, busy: busy.map((core) => core[frame] ?? NaN), tasks }
    begin = end
  }
}

interface Counters {
  readonly cpuNs: number
  readonly runQueueNs: number
}

/** Rows `begin` to before `end`. `before` has the counters of the sample before and gets those of this one. */
function tasksOf(
  rows: Recording['rows'],
  begin: number,
  end: number,
  before: Map<number, Counters>,
  ns: number,
): TaskSamples {
  const known = (values: readonly (number | null)[] | undefined) =>
    Float64Array.from({ length: end - begin }, (_, i) => values?.[begin + i] ?? NaN)
  const index = rows.task.slice(begin, end)
  const [cpuNs, runQueueNs] = [known(rows.cpuNs), known(rows.runQueueNs)]
  const share = cpuNs.map((value, i) => (value - (before.get(index[i]!)?.cpuNs ?? NaN)) / ns)
  const ready = runQueueNs.map((value, i) => (value - (before.get(index[i]!)?.runQueueNs ?? NaN)) / ns)
  index.forEach((task, i) => before.set(task, { cpuNs: cpuNs[i]!, runQueueNs: runQueueNs[i]! }))
  return {
    index,
    share,
    ready,
    state: rows.state.slice(begin, end),
    core: rows.core.slice(begin, end),
    cpuNs,
    runQueueNs,
    rssBytes: known(rows.rssBytes),
    voluntarySwitches: known(rows.voluntarySwitches),
    involuntarySwitches: known(rows.involuntarySwitches),
  }
}
