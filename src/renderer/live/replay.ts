import type { Run } from '../../contract/run.ts'
import { samples } from './recording.ts'
import { shownFromRecord, type ShownRun } from '../state/runs.ts'
import { createScene, type Sample, type Scene } from './scene.ts'

/** As of the live picture. */
const COLUMN_NS = 1e8
const COLUMNS = 1024

/** A saved run as it was at a moment: what a live screen would have shown then. */
export interface Replay {
  readonly seconds: number
  /** Seconds after the first sample. */
  readonly at: number
  readonly scene: Scene
  /** The run as far as it had come; the same object until a worker or a trial begins or ends. */
  readonly shown: ShownRun
  seek(seconds: number): void
}

export function createReplay(run: Run): Replay {
  const record = shownFromRecord(run)
  const all = [...samples(run)]
  const { tNs, tasks } = run.recording
  const [startNs = 0, endNs = startNs] = [tNs[0], tNs.at(-1)]
  const newScene = () => {
    const fresh = createScene({ live: true, cores: run.recording.busy.length, columnNs: COLUMN_NS, columns: COLUMNS })
    fresh.tasks.tell([], true)
    return fresh
  }
  let scene = newScene()
  let next = 0
  let at = 0
  let shown = shownAt(record, startNs)
  let told = new Set<number>()

  const reveal = (ns: number) => {
    const now = shownAt(record, ns)
    if (stageOf(now) === stageOf(shown) && scene.lanes.length === now.workers.length) return
    shown = now
    scene.setWorkers(now.workers)
  }
  const observe = (sample: Sample) => {
    reveal(sample.tNs)
    const fresh = new Set(sample.tasks.map(({ index }) => index).filter((index) => !told.has(index)))
    const begun = tasks.filter(({ index }) => fresh.has(index))
    scene.tasks.tell(
      begun.map((task) => Object.assign({}, task, { endedNs: undefined })),
      false,
    )
    fresh.forEach((index) => told.add(index))
    scene.observe(sample)
    const ended = tasks.filter(({ index, endedNs = Infinity }) => told.has(index) && endedNs <= sample.tNs)
    scene.tasks.tell(
      ended.filter(({ index }) => scene.tasks.tasks.get(index)?.ended === false),
      false,
    )
  }
  return {
    seconds: (endNs - startNs) / 1e9,
    get at() {
      return at
    },
    get scene() {
      return scene
    },
    get shown() {
      return shown
    },
    seek(seconds) {
      const back = seconds < at
      at = Math.min(Math.max(seconds, 0), (endNs - startNs) / 1e9)
      const ns = startNs + at * 1e9
      if (back) {
        scene = newScene()
        next = 0
        told = new Set()
      }
      while (next < all.length && all[next]!.tNs <= ns) observe(all[next++]!)
      reveal(ns)
    },
  }
}

/** Workers that had begun, trials that had ended; the figures stay those of the record. */
function shownAt(record: ShownRun, ns: number): ShownRun {
  const workers = record.workers
    .filter(({ startNs }) => startNs <= ns)
    .map((worker) =>
      (worker.endNs ?? Infinity) <= ns ? worker : Object.assign({}, worker, { endNs: undefined, lost: undefined }),
    )
  return { ...record, workers, results: record.results.filter(({ endNs }) => endNs <= ns) }
}

function stageOf({ workers, results }: ShownRun): string {
  return `${workers.length} ${workers.filter(({ endNs }) => endNs !== undefined).length} ${results.length}`
}
