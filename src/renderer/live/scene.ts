import type { LiveWorker } from '../../contract/run-event.ts'
import { createCoreHistory, type CoreHistory, type Owner } from './core-history.ts'
import { createSeries, type Series } from './series.ts'
import { createTaskLog, type TaskLog, type TaskSample } from './task-log.ts'
import { threadLabel } from '../../contract/task-ref.ts'

/** One tick, as rates: of the machine as it is now, or of a recording. */
export interface Sample {
  readonly tNs: number
  /** Since the sample before. */
  readonly seconds: number
  /** 0..1, one entry a core; NaN where unknown. */
  readonly busy: ArrayLike<number>
  readonly tasks: readonly TaskSample[]
}

/** A worker's lane: when it worked, and how much of a core it had. */
export interface Lane {
  readonly worker: LiveWorker
  readonly series: Series
}

/**
 * What the live pictures show. It changes many times a second and is never React state: whoever draws it is told by
 * `onChange` and reads.
 */
export interface Scene {
  readonly live: boolean
  readonly cores: number
  /** Smoothed over about 250 ms when live; the mean over all samples of a recording. */
  readonly busy: Float64Array
  readonly owners: readonly Owner[]
  readonly history: CoreHistory
  readonly tasks: TaskLog
  readonly lanes: readonly Lane[]
  /** Of the latest sample, ns; NaN before the first. */
  readonly nowNs: number
  /** The worker that this task is at the moment. */
  workerOf(pid: number, tid: number): LiveWorker | undefined
  setWorkers(workers: readonly LiveWorker[]): void
  observe(sample: Sample): void
}

export interface SceneOptions {
  readonly live: boolean
  readonly cores: number
  readonly columnNs: number
  readonly columns: number
  /** Kept when the scene is made again, for another number of cores. */
  readonly tasks?: TaskLog
}

const SMOOTH_SECONDS = 0.11
const MIN_SHARE = 0.02

export function createScene(options: SceneOptions): Scene {
  const { live, cores } = options
  const busy = new Float64Array(cores).fill(NaN)
  const history = createCoreHistory(cores, options.columnNs, options.columns)
  const tasks = options.tasks ?? createTaskLog()
  const shares = new Map<string, Owner>()
  let owners: readonly Owner[] = []
  let lanes: readonly Lane[] = []
  let byTask = new Map<string, Lane[]>()
  let nowNs = NaN
  let seen = 0

  /** A task's CPU time belongs to the workers that it was meanwhile: one after the other, or several at once. */
  const attribute = (sample: Sample): Owner[] => {
    const ns = sample.seconds * 1e9
    return sample.tasks.flatMap(({ index, share, core, state }) => {
      const info = tasks.tasks.get(index)?.info
      if (info === undefined || Number.isNaN(share) || tasks.splits(index)) return []
      const parts = (byTask.get(threadLabel(info)) ?? [])
        .map((lane) => overlap(lane, sample.tNs - ns, sample.tNs))
        .filter(({ startNs, endNs }) => endNs > startNs)
      const rate =
        (share * ns) /
        Math.max(
          parts.reduce((sum, part) => sum + part.endNs - part.startNs, 0),
          ns,
        )
      return parts.map(({ lane, startNs, endNs }) => {
        lane.series.push(startNs, endNs, rate, state, core)
        return { core, worker: lane.worker.index, share: Math.min((rate * (endNs - startNs)) / ns, 1) }
      })
    })
  }
  const smooth = (found: readonly Owner[], sample: Sample) => {
    const weight = live ? 1 - Math.exp(-sample.seconds / SMOOTH_SECONDS) : 1 / ++seen
    for (let core = 0; core < cores; core++) busy[core] = approach(busy[core]!, sample.busy[core] ?? NaN, weight)
    for (const owner of found) {
      const key = `${owner.core}/${owner.worker}`
      if (!shares.has(key)) shares.set(key, { ...owner, share: 0 })
    }
    for (const [key, old] of shares) {
      const now = found.find(({ core, worker }) => core === old.core && worker === old.worker)?.share ?? 0
      const share = old.share + (now - old.share) * weight
      if (live && now === 0 && share < MIN_SHARE) shares.delete(key)
      else shares.set(key, { ...old, share })
    }
    owners = [...shares.values()].filter(({ share }) => share >= MIN_SHARE).toSorted((a, b) => a.worker - b.worker)
  }
  return {
    live,
    cores,
    busy,
    history,
    tasks,
    get owners() {
      return owners
    },
    get lanes() {
      return lanes
    },
    get nowNs() {
      return nowNs
    },
    workerOf: (pid, tid) => byTask.get(threadLabel({ pid, tid }))?.at(-1)?.worker,
    setWorkers(workers) {
      const known = new Map(lanes.map((lane) => [laneKey(lane.worker), lane]))
      lanes = workers.map((worker) => ({ worker, series: known.get(laneKey(worker))?.series ?? createSeries() }))
      byTask = new Map()
      for (const lane of lanes) {
        const key = threadLabel(lane.worker)
        byTask.set(key, [...(byTask.get(key) ?? []), lane])
      }
    },
    observe(sample) {
      const found = attribute(sample).filter(({ core }) => core >= 0)
      for (const task of sample.tasks) tasks.see(task, sample.seconds)
      smooth(found, sample)
      history.push(sample.tNs, sample.busy, found)
      nowNs = sample.tNs
    },
  }
}

function overlap(lane: Lane, fromNs: number, toNs: number) {
  const { startNs, endNs = Infinity } = lane.worker
  return { lane, startNs: Math.max(startNs, fromNs), endNs: Math.min(endNs, toNs) }
}

function approach(before: number, after: number, weight: number): number {
  if (Number.isNaN(after)) return before
  return Number.isNaN(before) ? after : before + (after - before) * weight
}

function laneKey({ variant, repeat, index, startNs }: LiveWorker): string {
  return `${variant}/${repeat}/${index}/${startNs}`
}
