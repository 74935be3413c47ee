import type { Frame, TaskInfo } from '../../contract/frame.ts'
import { coreShares } from '../../contract/rates.ts'
import type { Recording } from '../../contract/run.ts'
import { taskKey, type Recorder, type SeenTask } from './recorder.ts'

type Recorded = Pick<Recorder, 'frames' | 'tasks'>

/** The frames of a run as it keeps them: its own tasks and the app's, numbered from 0. */
export function toRecording({ frames: all, tasks }: Recorded): Recording {
  const frames = all()
  const numbers = numberTasks(frames, tasks)
  return {
    tasks: [...numbers].map(([key, index]) => renumber(tasks.get(key)!, index, numbers)),
    tNs: frames.map((frame) => frame.tNs),
    ...coreStrips(frames),
    rows: taskRows(frames, numbers),
  }
}

type Numbers = ReadonlyMap<string, number>

/** Keys of the tasks that were seen and belong to the run or the app, each with its place in the recording. */
function numberTasks(frames: readonly Frame[], tasks: Recorded['tasks']): Numbers {
  const seen = new Set<string>()
  for (const { generation, tasks: rows } of frames) {
    for (const index of rows.index) seen.add(taskKey(generation, index))
  }
  const own = [...seen].filter((key) => (tasks.get(key)?.info.role ?? 'other') !== 'other')
  return new Map(own.map((key, at) => [key, at]))
}

function renumber({ generation, info }: SeenTask, index: number, numbers: Numbers): TaskInfo {
  const parent = info.parent === undefined ? undefined : numbers.get(taskKey(generation, info.parent))
  return { ...info, index, parent }
}

function taskRows(frames: readonly Frame[], numbers: Numbers): Recording['rows'] {
  const rows: Recording['rows'] = {
    frame: [],
    task: [],
    state: [],
    core: [],
    cpuNs: [],
    rssBytes: [],
    voluntarySwitches: [],
    involuntarySwitches: [],
  }
  for (const [at, { generation, tasks }] of frames.entries()) {
    for (const [row, index] of tasks.index.entries()) {
      const task = numbers.get(taskKey(generation, index))
      // A task whose CPU time could not be read this once has a gap there.
      if (task === undefined || Number.isNaN(tasks.cpuNs[row])) continue
      rows.frame.push(at)
      rows.task.push(task)
      rows.state.push(tasks.state[row]!)
      rows.core.push(tasks.core[row]!)
      rows.cpuNs.push(tasks.cpuNs[row]!)
      rows.rssBytes.push(orNull(tasks.rssBytes[row]))
      rows.voluntarySwitches.push(orNull(tasks.voluntarySwitches[row]))
      rows.involuntarySwitches.push(orNull(tasks.involuntarySwitches[row]))
    }
  }
  return rows
}

function coreStrips(frames: readonly Frame[]): Pick<Recording, 'busy' | 'steal'> {
  const shares = frames.map((frame, at) => (at === 0 ? undefined : coreShares(frames[at - 1]!, frame)))
  const cores = Array.from(frames[0]?.cores.user ?? [], (_, core) => core)
  const strip = (field: 'busy' | 'steal') => cores.map((core) => shares.map((one) => thousandths(one?.[field][core])))
  return { busy: strip('busy'), steal: strip('steal') }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function thousandths(share: number | undefined): number | null {
  return orNull(share === undefined ? undefined : Math.round(share * 1000) / 1000)
}
