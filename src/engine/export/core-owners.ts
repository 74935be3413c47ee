import { coreUsage, divideTime } from '../../contract/core-owners.ts'
import type { Recording, TaskWorker } from '../../contract/observation.ts'
import type { Run } from '../../contract/run.ts'

interface WorkerLife {
  readonly index: number
  readonly startNs: number
  readonly endNs: number
}

function lifeOf({ index, fromNs, toNs }: TaskWorker): WorkerLife {
  return { index, startNs: fromNs, endNs: toNs }
}

/** Workers by position of the task that they were. */
function workersByTask({ tasks }: Recording): ReadonlyMap<number, readonly WorkerLife[]> {
  // A process whose first thread has a row of its own: that row says where it runs.
  const split = new Set(
    tasks.flatMap(({ kind, pid, tid, parent }) => (kind === 'thread' && pid === tid ? (parent ?? []) : [])),
  )
  return new Map(tasks.flatMap(({ index, workers = [] }) => (split.has(index) ? [] : [[index, workers.map(lifeOf)]])))
}

/** Shares of a core by worker. */
export type Shares = readonly (readonly [index: number, share: number])[]

/** For every frame and core: which workers used the core since the frame before. */
export function coreUses(run: Run): readonly ReadonlyMap<number, Shares>[] {
  const { tNs, rows } = run.recording
  const workers = workersByTask(run.recording)
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
export function frameOwners(run: Run): readonly ReadonlyMap<number, number>[] {
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
export function* coreSlices(run: Run): Generator<CoreSlice> {
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

function ownerAt({ results }: Run, index: number | undefined, ns: number): SliceOwner | undefined {
  const trial = index === undefined ? undefined : results.find(({ startNs, endNs }) => startNs <= ns && ns <= endNs)
  const worker = trial?.workers.find((one) => one.index === index)
  return trial && worker && { index: worker.index, name: `${worker.name} (${trial.variant}, repeat ${trial.repeat})` }
}
