import { coreUsage, type CoreUsage, type CoreUse } from '../../contract/core-owners.ts'
import type { TaskInfo } from '../../contract/frame.ts'
import type { LiveWorker } from '../../contract/run-event.ts'
import { createCoreHistory, type CoreHistory } from './core-history.ts'
import { createLanes, type Lane, type LanesOf } from './lanes.ts'
import { createTaskLog, type TaskLog, type TaskSamples } from './task-log.ts'

/** One sample as rates, live or from a recording. */
export interface Sample {
  readonly tNs: number
  /** Seconds since the previous sample. */
  readonly seconds: number
  /** Busy share 0..1, one entry per core; NaN where unknown. */
  readonly busy: ArrayLike<number>
  readonly tasks: TaskSamples
}

/**
 * What the live pictures show. It changes many times a second and is never React state: the scheduler calls whatever
 * draws it after a change.
 */
export interface Scene {
  readonly live: boolean
  readonly cores: number
  /** Busy share per core: smoothed when live, the mean over all samples of a recording. */
  readonly busy: Float64Array
  /** Lanes that use each core now, smoothed like `busy`. */
  readonly usage: readonly CoreUsage[]
  readonly history: CoreHistory
  readonly tasks: TaskLog
  readonly lanes: readonly Lane[]
  /** Time of the latest sample, ns; NaN before the first. */
  readonly nowNs: number
  /** The latest lane of a task, by its dictionary index. */
  laneOf(task: number): Lane | undefined
  setWorkers(workers: readonly LiveWorker[]): void
  /** `reset`: these are all tasks there are. */
  setTasks(infos: readonly TaskInfo[], reset: boolean): void
  observe(sample: Sample): void
}

export interface SceneOptions {
  readonly live: boolean
  readonly cores: number
  readonly columnNs: number
  readonly columns: number
  readonly lanesOf: LanesOf
  /** Task log to reuse when the scene is recreated for another number of cores. */
  readonly tasks?: TaskLog
}

/** Time constant of the tiles' light. Chosen by eye: fast enough to follow a hand-off, slow enough not to flicker at 20 Hz. */
const SMOOTH_SECONDS = 0.11
/** Share below which a fading tile counts as off. Chosen: less cannot be seen. */
const MIN_FADING = 0.02

export function createScene(options: SceneOptions): Scene {
  const { live, cores } = options
  const busy = new Float64Array(cores).fill(NaN)
  const history = createCoreHistory(cores, options.columnNs, options.columns)
  const tasks = options.tasks ?? createTaskLog()
  const lanes = createLanes(tasks, options.lanesOf)
  const shares = new Map<string, CoreUse>()
  let usage: readonly CoreUsage[] = usageOf([], busy)
  let nowNs = NaN
  let seen = 0

  const smooth = (uses: readonly CoreUse[], sample: Sample) => {
    const weight = live ? 1 - Math.exp(-sample.seconds / SMOOTH_SECONDS) : 1 / ++seen
    for (let core = 0; core < cores; core++) busy[core] = approach(busy[core]!, sample.busy[core] ?? NaN, weight)
    const current = new Map<string, number>()
    for (const use of uses) {
      const key = `${use.core}/${use.index}`
      current.set(key, (current.get(key) ?? 0) + use.share)
      if (!shares.has(key)) shares.set(key, { ...use, share: 0 })
    }
    for (const [key, old] of shares) {
      const now = current.get(key) ?? 0
      const share = old.share + (now - old.share) * weight
      if (live && now === 0 && share < MIN_FADING) shares.delete(key)
      else shares.set(key, { ...old, share })
    }
    usage = usageOf([...shares.values()], busy)
  }
  return {
    live,
    cores,
    busy,
    history,
    tasks,
    get usage() {
      return usage
    },
    get lanes() {
      return lanes.all
    },
    get nowNs() {
      return nowNs
    },
    laneOf: (task) => lanes.laneOf(task),
    setWorkers: (workers) => lanes.setWorkers(workers),
    setTasks(infos, reset) {
      tasks.update(infos, reset)
      lanes.relink()
    },
    observe(sample) {
      const uses = lanes.observe(sample.tasks, sample.tNs, sample.seconds * 1e9).filter(({ core }) => core >= 0)
      tasks.observe(sample.tasks, sample.seconds)
      smooth(uses, sample)
      history.push(sample.tNs, sample.busy, uses, sample.seconds * 1e9)
      nowNs = sample.tNs
    },
  }
}

/** One entry a core. */
function usageOf(uses: readonly CoreUse[], busy: Float64Array): readonly CoreUsage[] {
  const byCore = Array.from(busy, (): (readonly [number, number])[] => [])
  for (const { core, index, share } of uses) byCore[core]?.push([index, share])
  return byCore.map((shares, core) => coreUsage(shares, busy[core]!))
}

function approach(before: number, after: number, weight: number): number {
  if (Number.isNaN(after)) return before
  return Number.isNaN(before) ? after : before + (after - before) * weight
}
