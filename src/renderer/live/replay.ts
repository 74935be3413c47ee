import type { Recording } from '../../contract/observation.ts'
import type { ShownRun } from '../state/runs.ts'
import { lanesFor, samples } from './recording.ts'
import { createScene, type Sample, type Scene } from './scene.ts'

/** Width of a column, ns; the same as on the live page. */
const COLUMN_NS = 1e8
const COLUMNS = 1024

/** A recording at one of its moments: what the live page would have shown then. */
export interface Replay {
  readonly seconds: number
  /** Seconds after the first sample. */
  readonly positionSeconds: number
  readonly scene: Scene
  /** The run as far as it had come; the same object until a worker or a trial begins or ends. Undefined without a run. */
  readonly shown: ShownRun | undefined
  seek(seconds: number): void
}

/** `run`: what was recorded, as it ended; undefined for a program that was watched. */
export function createReplay(recording: Recording, run: ShownRun | undefined): Replay {
  const all = [...samples(recording)]
  const { tNs } = recording
  const [startNs = 0, endNs = startNs] = [tNs[0], tNs.at(-1)]
  const { begins, ends } = taskChanges(recording)
  const newScene = () => {
    const cores = recording.busy.length
    return createScene({ live: true, cores, columnNs: COLUMN_NS, columns: COLUMNS, lanesOf: lanesFor(run?.workers) })
  }
  let scene = newScene()
  /** Numbers of samples, task starts and task ends already applied to the scene. */
  let [taken, begun, ended] = [0, 0, 0]
  let positionSeconds = 0
  let shown = run && shownAt(run, startNs)

  const reveal = (ns: number) => {
    if (run === undefined || shown === undefined) return
    const now = shownAt(run, ns)
    if (stageOf(now) === stageOf(shown) && scene.lanes.length === now.workers.length) return
    shown = now
    scene.setWorkers(now.workers)
  }
  const observe = (sample: Sample) => {
    reveal(sample.tNs)
    const firstBegun = begun
    while (begun < begins.length && begins[begun]!.ns <= sample.tNs) begun += 1
    if (begun > firstBegun) {
      scene.setTasks(
        begins.slice(firstBegun, begun).map(({ task }) => task),
        false,
      )
    }
    scene.observe(sample)
    const firstEnded = ended
    while (ended < ends.length && ends[ended]!.endedNs! <= sample.tNs) ended += 1
    if (ended > firstEnded) scene.setTasks(ends.slice(firstEnded, ended), false)
  }
  return {
    seconds: (endNs - startNs) / 1e9,
    get positionSeconds() {
      return positionSeconds
    },
    get scene() {
      return scene
    },
    get shown() {
      return shown
    },
    seek(seconds) {
      const back = seconds < positionSeconds
      positionSeconds = Math.min(Math.max(seconds, 0), (endNs - startNs) / 1e9)
      const ns = startNs + positionSeconds * 1e9
      if (back) {
        scene = newScene()
        ;[taken, begun, ended] = [0, 0, 0]
      }
      while (taken < all.length && all[taken]!.tNs <= ns) observe(all[taken++]!)
      reveal(ns)
    },
  }
}

/** Tasks in the order in which the recording first has them, each as it was when it lived, and in the order in which they ended. */
function taskChanges({ tasks, rows, tNs }: Recording) {
  const firstFrame = new Map<number, number>()
  rows.task.forEach((task, row) => {
    if (!firstFrame.has(task)) firstFrame.set(task, rows.frame[row]!)
  })
  const begins = tasks
    .filter(({ index }) => firstFrame.has(index))
    .map((task) => ({ ns: tNs[firstFrame.get(task.index)!]!, task: { ...task, endedNs: undefined } }))
  const ends = tasks.filter(({ index, endedNs }) => endedNs !== undefined && firstFrame.has(index))
  return {
    begins: begins.toSorted((a, b) => a.ns - b.ns),
    ends: ends.toSorted((a, b) => a.endedNs! - b.endedNs!),
  }
}

/** Workers that had begun, trials that had ended; the figures stay those of the record. */
function shownAt(record: ShownRun, ns: number): ShownRun {
  const workers = record.workers
    .filter(({ startNs }) => startNs <= ns)
    .map((worker) =>
      (worker.endNs ?? Infinity) <= ns ? worker : Object.assign({}, worker, { endNs: undefined, lost: undefined }),
    )
  const results = record.results.filter(({ endNs }) => endNs <= ns)
  const [done, total, latest] = [results.length, record.results.length, workers.at(-1)]
  const progress = { phase: 'running', variant: latest?.variant, repeat: latest?.repeat, done, total } as const
  return { ...record, workers, results, progress: done < total ? progress : record.progress }
}

function stageOf({ workers, results }: ShownRun): string {
  return `${workers.length} ${workers.filter(({ endNs }) => endNs !== undefined).length} ${results.length}`
}
