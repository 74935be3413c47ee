import type { Frame, TaskInfo } from '../../contract/frame.ts'
import { coreShares } from '../../contract/rates.ts'
import type { Recording } from '../../contract/run.ts'
import { taskKey, type Recorder } from './recorder.ts'

type Recorded = Pick<Recorder, 'frames' | 'tasks'>

/** The frames of a run as it keeps them: its own tasks and the app's, numbered from 0. */
export function toRecording({ frames: all, tasks }: Recorded): Recording {
  const frames = all()
  const numbers = numberTasks(frames, tasks)
  const rows = frames.flatMap((frame, at) => frameRows(frame, at, numbers))
  const column = <K extends keyof Row>(key: K) => rows.map((row) => row[key])
  return {
    tasks: [...numbers].map(([key, index]) => renumber(tasks.get(key)!, index, key, numbers)),
    tNs: frames.map((frame) => frame.tNs),
    ...coreStrips(frames),
    rows: {
      frame: column('frame'),
      task: column('task'),
      state: column('state'),
      core: column('core'),
      cpuNs: column('cpuNs'),
      rssBytes: column('rssBytes'),
      voluntarySwitches: column('voluntarySwitches'),
      involuntarySwitches: column('involuntarySwitches'),
    },
  }
}

/** Keys of the tasks that were seen and belong to the run or the app, each with its place in the recording. */
function numberTasks(frames: readonly Frame[], tasks: Recorded['tasks']): Map<string, number> {
  const keys = frames.flatMap(({ generation, tasks: { index } }) =>
    Array.from(index, (one) => taskKey(generation, one)),
  )
  const own = [...new Set(keys)].filter((key) => (tasks.get(key)?.role ?? 'other') !== 'other')
  return new Map(own.map((key, at) => [key, at]))
}

function renumber(info: TaskInfo, index: number, key: string, numbers: ReadonlyMap<string, number>): TaskInfo {
  const generation = Number(key.split(':')[0])
  const parent = info.parent === undefined ? undefined : numbers.get(taskKey(generation, info.parent))
  return { ...info, index, parent }
}

interface Row {
  readonly frame: number
  readonly task: number
  readonly state: number
  readonly core: number
  readonly cpuNs: number
  readonly rssBytes: number | null
  readonly voluntarySwitches: number | null
  readonly involuntarySwitches: number | null
}

function frameRows({ generation, tasks }: Frame, frame: number, numbers: ReadonlyMap<string, number>): Row[] {
  return Array.from(tasks.index).flatMap((index, row): Row[] => {
    const task = numbers.get(taskKey(generation, index))
    // A task whose CPU time could not be read this once has a gap there.
    if (task === undefined || Number.isNaN(tasks.cpuNs[row])) return []
    return [
      {
        frame,
        task,
        state: tasks.state[row]!,
        core: tasks.core[row]!,
        cpuNs: tasks.cpuNs[row]!,
        rssBytes: orNull(tasks.rssBytes[row]),
        voluntarySwitches: orNull(tasks.voluntarySwitches[row]),
        involuntarySwitches: orNull(tasks.involuntarySwitches[row]),
      },
    ]
  })
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
