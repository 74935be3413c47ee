import { decodeFrame } from '../../contract/frame-encoding.ts'
import type { Frame } from '../../contract/frame.ts'
import type { TaskMessage } from '../../contract/procedures.ts'
import { coreShares, taskShares } from '../../contract/rates.ts'
import type { TopProcess } from '../../contract/frame.ts'
import type { LiveWorker } from '../../contract/run-event.ts'
import type { LanesOf } from './lanes.ts'
import { createScene, type Sample, type Scene } from './scene.ts'
import { createTaskLog } from './task-log.ts'

/** 100 ms per column, and as many columns as the widest screen shows. */
const COLUMN_NS = 1e8
const COLUMNS = 1024

/** Bytes held while the display is paused. Chosen: about ten minutes at 20 Hz; beyond that it resumes by itself. */
const MAX_HELD_BYTES = 64e6

/** The machine as it is now. Frames and task messages go in; canvases read `scene` when they are told of a change. */
export interface Live {
  readonly scene: Scene
  readonly frame: Frame | undefined
  readonly top: readonly TopProcess[]
  /** Frames that were lost on the way since the connection was made. */
  readonly lost: number
  onFrame(bytes: Uint8Array): void
  onTasks(message: TaskMessage): void
  setWorkers(workers: readonly LiveWorker[]): void
  /** A lane for each worker of a run, or for each task of a program. The history of the cores begins anew. */
  setLanesOf(lanesOf: LanesOf): void
  /** Forgets ended tasks, when a new run begins. */
  forgetEnded(): void
  /** While paused, the display is frozen and samples are held; on resume all of them are applied. */
  setPaused(paused: boolean): void
  readonly paused: boolean
  /** Starts anew with a new connection: counters of the old one do not apply. */
  restart(): void
}

export function createLive(onChange: () => void): Live {
  const tasks = createTaskLog()
  let lanesOf: LanesOf = 'workers'
  const sceneOf = (cores: number) =>
    createScene({ live: true, cores, columnNs: COLUMN_NS, columns: COLUMNS, lanesOf, tasks })
  let scene = sceneOf(0)
  let frame: Frame | undefined
  let top: readonly TopProcess[] = []
  let workers: readonly LiveWorker[] = []
  let lost = 0
  let paused = false
  let held: (() => void)[] = []
  let heldBytes = 0

  /** Starts anew for another machine, or for the same one after a restart, as its clock shows. */
  const renew = (cores: number, tNs: number) => {
    if (scene.cores === cores && !(tNs < scene.nowNs)) return
    scene = sceneOf(cores)
    scene.setWorkers(workers)
  }
  const catchUp = () => {
    const due = held
    held = []
    heldBytes = 0
    paused = false
    for (const take of due) take()
    onChange()
  }
  /**
   * Applies a message now or, while paused, on resume: nothing is lost, and the order is kept. `isShownLater`: it is shown
   * with the next one.
   */
  const take = (bytes: number, action: () => void, isShownLater = false) => {
    if (!paused) {
      action()
      if (!isShownLater) onChange()
      return
    }
    held.push(action)
    heldBytes += bytes
    if (heldBytes > MAX_HELD_BYTES) catchUp()
  }
  const observe = (bytes: Uint8Array) => {
    const after = decodeFrame(bytes)
    renew(after.cores.user.length, after.tNs)
    if (frame !== undefined && after.generation === frame.generation) {
      lost += Math.max(after.seq - frame.seq - 1, 0)
      if (after.tNs > frame.tNs) scene.observe(sampleOf(frame, after))
    }
    frame = after
  }
  return {
    get scene() {
      return scene
    },
    get frame() {
      return frame
    },
    get top() {
      return top
    },
    get lost() {
      return lost
    },
    get paused() {
      return paused
    },
    setPaused(wanted) {
      if (wanted) paused = true
      else catchUp()
    },
    onFrame: (bytes) => take(bytes.byteLength, () => observe(bytes)),
    onTasks: (message) =>
      take(
        0,
        () => {
          if (message.type === 'tasks') scene.setTasks(message.tasks, message.reset)
          if (message.type === 'top') top = message.processes
        },
        // A picture for each of them would be as many as for the frames, which come just before.
        message.type === 'top',
      ),
    setWorkers: (next) =>
      take(0, () => {
        workers = next
        scene.setWorkers(next)
      }),
    setLanesOf: (wanted) =>
      take(0, () => {
        if (wanted === lanesOf) return
        lanesOf = wanted
        scene = sceneOf(scene.cores)
        scene.setWorkers(workers)
      }),
    forgetEnded: () => take(0, () => scene.tasks.forgetEnded()),
    restart() {
      catchUp()
      frame = undefined
      lost = 0
    },
  }
}

function sampleOf(before: Frame, after: Frame): Sample {
  return {
    tNs: after.tNs,
    seconds: (after.tNs - before.tNs) / 1e9,
    busy: coreShares(before, after, 'busy'),
    tasks: {
      ...after.tasks,
      share: taskShares(before, after, 'cpuNs'),
      ready: taskShares(before, after, 'runQueueNs'),
    },
  }
}
