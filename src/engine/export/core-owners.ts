import { coreUsage, divideTime } from '../../contract/core-owners.ts'
import type { RecordedTask, Recording, TaskWorker } from '../../contract/observation.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { threadLabel } from '../../contract/task-ref.ts'

/** A worker of a run, or a task of a program that was watched. */
interface WorkerLife {
  readonly index: number
  readonly startNs: number
  readonly endNs: number
}

const ALWAYS = { startNs: -Infinity, endNs: Infinity }

function lifeOf({ index, fromNs, toNs }: TaskWorker): WorkerLife {
  return { index, startNs: fromNs, endNs: toNs }
}

/** Tasks that ran: a process whose first thread has a row of its own runs where that row says. */
function runningTasks({ tasks }: Recording): readonly RecordedTask[] {
  const split = new Set(
    tasks.flatMap(({ kind, pid, tid, parent }) => (kind === 'thread' && pid === tid ? (parent ?? []) : [])),
  )
  return tasks.filter(({ index }) => !split.has(index))
}

/** The tasks of what was watched, in the order in which they were seen: their place decides the colour. */
export function watchedTasks(recording: Recording): readonly RecordedTask[] {
  return runningTasks(recording).filter(({ role }) => role !== 'app')
}

/** Workers by position of their task: those that the task was or, without a plan, the task itself. */
function workersByTask(record: SavedRecord): ReadonlyMap<number, readonly WorkerLife[]> {
  const { recording } = record
  if (!isRun(record)) return new Map(watchedTasks(recording).map((task, index) => [task.index, [{ index, ...ALWAYS }]]))
  return new Map(runningTasks(recording).map(({ index, workers = [] }) => [index, workers.map(lifeOf)]))
}

/** Shares of a core by worker. */
export type Shares = readonly (readonly [index: number, share: number])[]

/** For every frame and core: which workers used the core since the frame before. */
export function coreUses(run: SavedRecord): readonly ReadonlyMap<number, Shares>[] {
  const { tNs, rows } = run.recording
  const workers = workersByTask(run)
  const cpuNs = new Map<number, number>()
  const uses = tNs.map(() => new Map<number, (readonly [number, number])[]>())
  for (const [row, frame] of rows.frame.entries()) {
    const [task, core] = [rows.task[row]!, rows.core[row]!]
    const usedNs = rows.cpuNs[row]! - (cpuNs.get(task) ?? NaN)
    cpuNs.set(task, rows.cpuNs[row]!)
    if (frame === 0 || Number.isNaN(usedNs)) continue
    const ns = tNs[frame]! - tNs[frame - 1]!
    for (const { worker, startNs, endNs, scale } of divideTime(workers.get(task) ?? [], tNs[frame - 1]!, tNs[frame]!)) {
      const share = Math.min(((usedNs / ns) * scale * (endNs - startNs)) / ns, 1)
      const shares = uses[frame]!.get(core)
      if (shares === undefined) uses[frame]!.set(core, [[worker.index, share]])
      else shares.push([worker.index, share])
    }
  }
  return uses
}

/** For every frame and core: the worker that has the core. */
export function frameOwners(run: SavedRecord): readonly ReadonlyMap<number, number>[] {
  const { busy } = run.recording
  return coreUses(run).map((cores, frame) => {
    const owners = Array.from(
      cores,
      ([core, shares]) => [core, coreUsage(shares, busy[core]?.[frame] ?? NaN).owner] as const,
    )
    return new Map(owners.flatMap(([core, owner]) => (owner === undefined ? [] : [[core, owner] as const])))
  })
}

/** A worker on a core, as the samples show it. */
export interface CoreSlice {
  readonly core: number
  readonly startNs: number
  readonly endNs: number
  /** The worker's. */
  readonly index: number
  readonly name: string
}

/** Frames in a row in which one worker of one trial had a core, as one slice. */
export function* coreSlices(run: SavedRecord): Generator<CoreSlice> {
  const { tNs, busy } = run.recording
  const owners = frameOwners(run)
  for (const core of busy.keys()) {
    let since = 0
    let owner: SliceOwner | undefined
    for (let frame = 1; frame <= tNs.length; frame++) {
      const next =
        frame === tNs.length ? undefined : ownerAt(run, owners[frame]!.get(core), (tNs[frame - 1]! + tNs[frame]!) / 2)
      if (next?.name === owner?.name) continue
      if (owner !== undefined) yield { core, startNs: tNs[since]!, endNs: tNs[frame - 1]!, ...owner }
      since = frame - 1
      owner = next
    }
  }
}

type SliceOwner = Pick<CoreSlice, 'index' | 'name'>

function ownerAt(record: SavedRecord, index: number | undefined, ns: number): SliceOwner | undefined {
  if (index === undefined) return undefined
  if (!isRun(record)) return { index, name: taskName(watchedTasks(record.recording)[index]!) }
  const trial = record.results.find(({ startNs, endNs }) => startNs <= ns && ns <= endNs)
  const worker = trial?.workers.find((candidate) => candidate.index === index)
  return trial && worker && { index: worker.index, name: `${worker.name} (${trial.variant}, repeat ${trial.repeat})` }
}

/** "python3 4121/4125" */
export function taskName(task: RecordedTask): string {
  return `${task.name} ${task.kind === 'process' ? task.pid : threadLabel(task)}`
}
