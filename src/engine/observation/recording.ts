import type { Frame } from '../../contract/frame.ts'
import { coreShares, type CorePart } from '../../contract/rates.ts'
import { RECORDED_COUNTERS, type RecordedTask, type Recording } from '../../contract/observation.ts'
import { taskId } from '../../contract/task-ref.ts'
import { taskKey, type Recorder } from './recorder.ts'

type Recorded = Pick<Recorder, 'frames' | 'tasks' | 'workers' | 'exits'>

/** The frames of all tasks that were watched, numbered from 0. */
export function toRecording(recorder: Recorded): Recording {
  const frames = recorder.frames()
  const numbers = numberTasks(frames, recorder.tasks)
  return {
    tasks: [...numbers].map(([key, index]) => recordedTask(recorder, key, index, numbers)),
    tNs: frames.map((frame) => frame.tNs),
    busy: coreStrip(frames, 'busy'),
    iowait: coreStrip(frames, 'iowait'),
    steal: coreStrip(frames, 'steal'),
    rows: taskRows(frames, numbers),
  }
}

type Numbers = ReadonlyMap<string, number>

/** Keys of the tasks that were seen, each with its place in the recording. */
function numberTasks(frames: readonly Frame[], tasks: Recorded['tasks']): Numbers {
  const numbers = new Map<string, number>()
  for (const { generation, tasks: rows } of frames) {
    for (const index of rows.index) {
      const key = taskKey(generation, index)
      if (!numbers.has(key) && tasks.has(key)) numbers.set(key, numbers.size)
    }
  }
  return numbers
}

function recordedTask({ tasks, workers, exits }: Recorded, key: string, index: number, numbers: Numbers): RecordedTask {
  const { generation, info } = tasks.get(key)!
  const parent = info.parent === undefined ? undefined : numbers.get(taskKey(generation, info.parent))
  const unknown = info.kind === 'process' && info.endedNs !== undefined ? NOT_OURS : undefined
  const exit = info.kind === 'process' ? (exits.get(taskId(info)) ?? unknown) : undefined
  return { ...info, index, parent, workers: workers.get(taskId(info))?.slice(), exit }
}

const NOT_OURS = { missing: 'the system tells only its parent process how it ended' }

function taskRows(frames: readonly Frame[], numbers: Numbers): Recording['rows'] {
  const rows: Recording['rows'] = {
    frame: [],
    task: [],
    state: [],
    core: [],
    cpuNs: [],
    runQueueNs: [],
    rssBytes: [],
    voluntarySwitches: [],
    involuntarySwitches: [],
  }
  for (const [position, { generation, tasks }] of frames.entries()) {
    for (const [row, index] of tasks.index.entries()) {
      const task = numbers.get(taskKey(generation, index))
      // A task whose CPU time could not be read this once has a gap there.
      if (task === undefined || Number.isNaN(tasks.cpuNs[row])) continue
      rows.frame.push(position)
      rows.task.push(task)
      rows.state.push(tasks.state[row]!)
      rows.core.push(tasks.core[row]!)
      rows.cpuNs.push(tasks.cpuNs[row]!)
      for (const counter of RECORDED_COUNTERS) rows[counter].push(orNull(tasks[counter][row]))
    }
  }
  return rows
}

function coreStrip(frames: readonly Frame[], part: CorePart): Recording['busy'] {
  const shares = frames.map((frame, position) =>
    position === 0 ? undefined : coreShares(frames[position - 1]!, frame, part),
  )
  return Array.from(frames[0]?.cores.user ?? [], (_, core) => shares.map((cores) => thousandths(cores?.[core])))
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function thousandths(share: number | undefined): number | null {
  return orNull(share === undefined ? undefined : Math.round(share * 1000) / 1000)
}
