import type { Run } from '../../contract/run.ts'
import { threadLabel } from '../../contract/task-ref.ts'

interface WorkerSpan {
  readonly fromNs: number
  readonly toNs: number
  readonly index: number
}

// A core that was busy with less than this part for the run's workers was busy for others.
const MIN_PART = 0.3

/** By dictionary index of a task: which workers it was, and when. */
function workersByTask({ recording, results }: Run): ReadonlyMap<number, readonly WorkerSpan[]> {
  const byThread = new Map<string, WorkerSpan[]>()
  for (const { pid, tid, startNs, endNs, index } of results.flatMap((result) => result.workers)) {
    const key = threadLabel({ pid, tid })
    byThread.set(key, [...(byThread.get(key) ?? []), { fromNs: startNs, toNs: endNs, index }])
  }
  return new Map(recording.tasks.map((task) => [task.index, byThread.get(threadLabel(task)) ?? []]))
}

/** For every frame and core: the worker that used most of the core since the frame before, where the run's workers did. */
export function coreOwners(run: Run): readonly ReadonlyMap<number, number>[] {
  const { tNs, rows, busy } = run.recording
  const workers = workersByTask(run)
  const cpuNs = new Map<number, number>()
  const uses = tNs.map(() => new Map<number, CoreUse>())
  for (const [row, frame] of rows.frame.entries()) {
    const task = rows.task[row]!
    const usedNs = rows.cpuNs[row]! - (cpuNs.get(task) ?? 0)
    cpuNs.set(task, rows.cpuNs[row]!)
    if (frame === 0) continue
    const fromNs = tNs[frame - 1]!
    const middleNs = (fromNs + tNs[frame]!) / 2
    const worker = workers.get(task)?.find((span) => span.fromNs <= middleNs && middleNs <= span.toNs)
    if (worker) use(uses[frame]!, rows.core[row]!, worker.index, usedNs / (tNs[frame]! - fromNs))
  }
  return uses.map((cores, frame) => {
    const theirs = [...cores].filter(([core, { total }]) => total > MIN_PART * (busy[core]?.[frame] ?? 1))
    return new Map(theirs.map(([core, { top }]) => [core, top]))
  })
}

/** What the run's workers used of one core, and which of them used most. */
interface CoreUse {
  readonly total: number
  readonly top: number
  readonly topShare: number
}

function use(cores: Map<number, CoreUse>, core: number, worker: number, share: number): void {
  const before = cores.get(core) ?? { total: 0, top: worker, topShare: share }
  const top = share > before.topShare ? { top: worker, topShare: share } : before
  cores.set(core, { top: top.top, topShare: top.topShare, total: before.total + share })
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
export function* coreSlices(run: Run): Generator<CoreSlice> {
  const { tNs, busy } = run.recording
  const owners = coreOwners(run)
  for (const core of busy.keys()) {
    let since = 0
    let owner: Owner | undefined
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

type Owner = Pick<CoreSlice, 'index' | 'name'>

function ownerAt({ results }: Run, index: number | undefined, ns: number): Owner | undefined {
  const trial = index === undefined ? undefined : results.find(({ startNs, endNs }) => startNs <= ns && ns <= endNs)
  const worker = trial?.workers.find((one) => one.index === index)
  return trial && worker && { index: worker.index, name: `${worker.name} (${trial.variant}, repeat ${trial.repeat})` }
}
