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

/** Columns of just the length that they need: those of an array that has grown are up to half as long again. */
function taskRows(frames: readonly Frame[], numbers: Numbers): Recording['rows'] {
  const places = frames.flatMap((frame, at) => rowsIn(frame, numbers).map(([row, task]) => ({ frame, at, row, task })))
  const column = (field: keyof Frame['tasks']) => places.map(({ frame, row }) => frame.tasks[field][row]!)
  return {
    frame: places.map(({ at }) => at),
    task: places.map(({ task }) => task),
    state: column('state'),
    core: column('core'),
    cpuNs: column('cpuNs'),
    runQueueNs: column('runQueueNs').map(orNull),
    rssBytes: column('rssBytes').map(orNull),
    voluntarySwitches: column('voluntarySwitches').map(orNull),
    involuntarySwitches: column('involuntarySwitches').map(orNull),
  }
}

/** Rows of a frame, each with its task's number; a task whose CPU time could not be read this once has a gap there. */
function rowsIn({ generation, tasks }: Frame, numbers: Numbers): [row: number, task: number][] {
  return Array.from(tasks.index).flatMap((index, row): [number, number][] => {
    const task = numbers.get(taskKey(generation, index))
    return task === undefined || Number.isNaN(tasks.cpuNs[row]) ? [] : [[row, task]]
  })
}

function coreStrips(frames: readonly Frame[]): Pick<Recording, 'busy' | 'steal'> {
  const cores = Array.from(frames[0]?.cores.user ?? [], (_, core) => core)
  const strip = (part: 'busy' | 'steal') => {
    const shares = frames.map((frame, i) => (i === 0 ? undefined : coreShares(frames[i - 1]!, frame, part)))
    return cores.map((core) => shares.map((share) => thousandths(share?.[core])))
  }
  return { busy: strip('busy'), steal: strip('steal') }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value
}

function thousandths(share: number | undefined): number | null {
  return orNull(share === undefined ? undefined : Math.round(share * 1000) / 1000)
}
