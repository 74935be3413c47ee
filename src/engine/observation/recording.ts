import type { Frame, TaskInfo } from '../../contract/frame.ts'
import {
  emptyRows,
  RECORDED_COUNTERS,
  type Exit,
  type RecordedTask,
  type Recording,
  type TaskWorker,
} from '../../contract/observation.ts'
import { orNull } from '../../contract/or-null.ts'
import { coreShares, type CorePart } from '../../contract/rates.ts'
import { taskId } from '../../contract/task-ref.ts'
import { createFrameStatistics, type FrameStatistics } from './frame-statistics.ts'
import { isFrame } from './partial-file.ts'
import { MAX_FRAMES, type RecordLog } from './record-log.ts'
import type { RecorderRecord } from './recorder.ts'
import { taskKey, type SeenTask } from './seen-task.ts'

/** What a log comes to. */
export interface Recorded extends ReturnType<FrameStatistics['report']> {
  readonly recording: Recording
}

/**
 * The recording of a log, in one pass; of more than `maxFrames` frames every second, fourth ... one is taken. `received`:
 * number of frames that the sampler sent.
 */
export async function toRecording(
  log: Pick<RecordLog, 'records' | 'frameCount'>,
  received: number,
  maxFrames = MAX_FRAMES,
): Promise<Recorded> {
  const builder = createRecordingBuilder()
  const records = log.records()
  const every = 2 ** Math.max(0, Math.ceil(Math.log2(log.frameCount / maxFrames)))
  let position = 0
  for await (const record of records) {
    if (!isFrame(record)) builder.note(record)
    else if (position++ % every === 0) builder.add(record)
  }
  return builder.finish(received)
}

interface RecordingBuilder {
  note(record: { readonly type: string }): void
  add(frame: Frame): void
  finish(received: number): Recorded
}

function createRecordingBuilder(): RecordingBuilder {
  const tasks = new Map<string, SeenTask>()
  const numbers = new Map<string, number>()
  const workers = new Map<string, TaskWorker[]>()
  const exits = new Map<string, Exit>()
  const statistics = createFrameStatistics((key) => tasks.get(key)?.info)
  const tNs: number[] = []
  const cores = { busy: emptyStrip(), iowait: emptyStrip(), steal: emptyStrip() }
  const rows = emptyRows()
  let before: Frame | undefined

  const noteKnown = (record: RecorderRecord) => {
    switch (record.type) {
      case 'tasks':
        for (const info of record.tasks) tasks.set(taskKey(record.generation, info.index), { ...record, info })
        break
      case 'worker': {
        const id = taskId(record.task)
        workers.set(id, [...(workers.get(id) ?? []), record.worker])
        break
      }
      case 'exit':
        exits.set(taskId(record.task), record.exit)
        break
    }
  }
  const addRows = ({ generation, tasks: columns }: Frame, frame: number) => {
    for (const [row, index] of columns.index.entries()) {
      const key = taskKey(generation, index)
      // A task whose CPU time could not be read this once has a gap there.
      if (!tasks.has(key) || Number.isNaN(columns.cpuNs[row])) continue
      if (!numbers.has(key)) numbers.set(key, numbers.size)
      rows.frame.push(frame)
      rows.task.push(numbers.get(key)!)
      rows.state.push(columns.state[row]!)
      rows.core.push(columns.core[row]!)
      rows.cpuNs.push(columns.cpuNs[row]!)
      for (const counter of RECORDED_COUNTERS) rows[counter].push(orNull(columns[counter][row]))
    }
  }
  const recordedTask = (key: string, index: number): RecordedTask => {
    const { generation, info } = tasks.get(key)!
    const parent = info.parent === undefined ? undefined : numbers.get(taskKey(generation, info.parent))
    return { ...info, index, parent, workers: workers.get(taskId(info)), exit: exitOf(info, exits.get(taskId(info))) }
  }
  return {
    note: (record) => {
      if (isRecorderRecord(record)) noteKnown(record)
    },
    add(frame) {
      statistics.add(frame)
      addRows(frame, tNs.push(frame.tNs) - 1)
      for (const [part, strip] of PARTS.map((name) => [name, cores[name]] as const))
        addShares(strip, before, frame, part)
      before = frame
    },
    finish: (received) => ({
      ...statistics.report(received),
      recording: { tasks: [...numbers].map(([key, index]) => recordedTask(key, index)), tNs, ...cores, rows },
    }),
  }
}

const PARTS = ['busy', 'iowait', 'steal'] as const satisfies readonly CorePart[]

function isRecorderRecord(record: { readonly type: string }): record is RecorderRecord {
  return record.type === 'tasks' || record.type === 'worker' || record.type === 'exit'
}

function exitOf({ kind, endedNs }: TaskInfo, exit: Exit | undefined): Exit | undefined {
  if (kind === 'thread') return undefined
  return (
    exit ?? (endedNs === undefined ? undefined : { missing: 'the system tells only its parent process how it ended' })
  )
}

function emptyStrip(): Recording['busy'] {
  return []
}

function addShares(strip: Recording['busy'], before: Frame | undefined, frame: Frame, part: CorePart): void {
  const shares = before && coreShares(before, frame, part)
  if (before === undefined) strip.push(...Array.from(frame.cores.user, () => []))
  for (const [core, column] of strip.entries()) column.push(thousandths(shares?.[core]))
}

function thousandths(share: number | undefined): number | null {
  return orNull(share === undefined ? undefined : Math.round(share * 1000) / 1000)
}
