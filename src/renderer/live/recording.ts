import type { TaskInfo } from '../../contract/frame.ts'
import type { Run } from '../../contract/run.ts'
import { shownFromRecord } from '../state/runs.ts'
import { createScene, type Sample, type Scene } from './scene.ts'
import type { TaskSample } from './task-log.ts'

/** Columns of the core strip for a whole recording, and how many samples each has at least, so that none is empty by chance. */
const MAX_COLUMNS = 480
const SAMPLES_PER_COLUMN = 1.5

/** A saved run as a scene: the same pictures as live, from the recording. */
export function recordedScene(run: Run): Scene {
  const { recording } = run
  const [first = 0, last = 0] = [recording.tNs[0], recording.tNs.at(-1)]
  const columns = Math.max(Math.min(MAX_COLUMNS, Math.floor(recording.tNs.length / SAMPLES_PER_COLUMN)), 2)
  const columnNs = Math.max((last - first) / (columns - 1), 1e6)
  const scene = createScene({ live: false, cores: recording.busy.length, columnNs, columns })
  scene.tasks.tell(
    endedAt(recording.tasks, () => undefined),
    true,
  )
  scene.setWorkers(shownFromRecord(run).workers)
  for (const sample of samples(run)) scene.observe(sample)
  scene.tasks.tell(
    endedAt(recording.tasks, ({ endedNs }) => endedNs ?? last),
    false,
  )
  return scene
}

function endedAt(tasks: readonly TaskInfo[], when: (task: TaskInfo) => number | undefined): TaskInfo[] {
  return tasks.map((task) => Object.assign({}, task, { endedNs: when(task) }))
}

/** Tick by tick, as rates. */
export function* samples({ recording }: Run): Generator<Sample> {
  const { rows } = recording
  const before = new Map<number, number>()
  let row = 0
  for (let frame = 0; frame < recording.tNs.length; frame++) {
    const seconds = frame === 0 ? NaN : (recording.tNs[frame]! - recording.tNs[frame - 1]!) / 1e9
    const tasks: TaskSample[] = []
    for (; rows.frame[row] === frame; row++) {
      const [index, cpuNs] = [rows.task[row]!, rows.cpuNs[row]!]
      const share = (cpuNs - (before.get(index) ?? NaN)) / 1e9 / seconds
      before.set(index, cpuNs)
      tasks.push({
        index,
        share,
        state: rows.state[row]!,
        core: rows.core[row]!,
        cpuNs,
        rssBytes: rows.rssBytes[row] ?? NaN,
        voluntarySwitches: rows.voluntarySwitches[row] ?? NaN,
        involuntarySwitches: rows.involuntarySwitches[row] ?? NaN,
      })
    }
    if (frame > 0) {
      yield { tNs: recording.tNs[frame]!, seconds, busy: recording.busy.map((core) => core[frame] ?? NaN), tasks }
    }
  }
}
