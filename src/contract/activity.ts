import * as v from 'valibot'
import { known } from './known.ts'

/**
 * What a thread does at one moment. Exclusive: the times of all of them add up to the thread's life. `python`, `native`,
 * `gil-off-core`, `gil`, `world-stopped`, `task`, `idle` and `loop` need an interpreter that is read; the others are the kernel's.
 * A code in records and messages is the position in this list, and never changes its meaning.
 */
export const ACTIVITIES = [
  /** Why is in the thread's or the process's `missing`. */
  'unknown',
  /** Holds the GIL, on a core; without a GIL: attached to the interpreter, on a core. */
  'python',
  /** On a core, without the GIL. */
  'native',
  /** On a core; nothing more is known of it: no Python, or a thread that Python does not know. */
  'runs',
  /** Holds the GIL, and is not on a core, or blocked in a call. */
  'gil-off-core',
  /** Waits for the GIL: blocked in it, or awake inside its condition variable. */
  'gil',
  /** Free-threaded: suspended while the interpreter has stopped all of its threads. */
  'world-stopped',
  /** Runnable, and no core is free. */
  'ready',
  /** Waits for a lock that is not the GIL: for which is not known better. */
  'lock',
  /** Waits for another thread, process or future to be done. */
  'task',
  /** A worker of a pool, or a consumer of a queue, that has nothing to do. */
  'idle',
  'socket',
  'pipe',
  'disk',
  'terminal',
  /** Waits for a child process to end. */
  'child',
  'sleep',
  /** The thread of an event loop, in its selector. */
  'loop',
  /** Waits in `poll`, `select` or `epoll`, and is no event loop's thread. */
  'poll',
  'file-lock',
  /** Blocked in no system call: a page is being read in. */
  'memory',
  /** Blocked in a system call of no other kind. */
  'other',
  /** By job control or a debugger. */
  'stopped',
] as const
export type Activity = (typeof ACTIVITIES)[number]

/** On a core. */
export const RUNNING_ACTIVITIES = ['python', 'native', 'runs'] as const satisfies readonly Activity[]

/** On a core, or waiting for nothing but a core or the GIL. */
export const WANTS_TO_RUN_ACTIVITIES = [
  ...RUNNING_ACTIVITIES,
  'gil-off-core',
  'gil',
  'world-stopped',
  'ready',
] as const satisfies readonly Activity[]

export const ACTIVITY_LABELS: Readonly<Record<Activity, string>> = {
  unknown: 'unknown',
  python: 'runs Python',
  native: 'runs native code',
  runs: 'runs',
  'gil-off-core': 'holds the GIL, off the core',
  gil: 'waits for the GIL',
  'world-stopped': 'stopped by the interpreter',
  ready: 'ready, no core free',
  lock: 'waits for a lock',
  task: 'waits for another thread, process or future',
  idle: 'idle in a pool',
  socket: 'waits for a socket',
  pipe: 'waits for a pipe',
  disk: 'waits for a disk',
  terminal: 'waits for the terminal',
  child: 'waits for a child process',
  sleep: 'sleeps',
  loop: 'event loop idle',
  poll: 'waits for one of several descriptors',
  'file-lock': 'waits for a file lock',
  memory: 'waits for memory',
  other: 'waits in another system call',
  stopped: 'stopped',
}

/** A thread whose activity is read. */
export const ActivityThreadSchema = v.object({
  /** Position in the dictionary of this observation: counts up, never used again. */
  thread: v.number(),
  pid: v.number(),
  tid: v.number(),
  /** Of the thread, in the system's unit, as in `TaskRef`. */
  startTime: v.number(),
  /** Python's own name where it is known, else the system's. */
  name: v.string(),
  /** Whether an interpreter knows the thread. */
  python: v.boolean(),
  /** The program's end does not wait for it (`threading.Thread.daemon`); missing where that is not known. */
  daemon: v.optional(v.boolean()),
  /** Why its activity, or a part of it, is not known: a sentence. */
  missing: v.optional(v.string()),
})
export type ActivityThread = v.InferOutput<typeof ActivityThreadSchema>

/** A GIL, or the place where it would be. */
export const ActivityGilSchema = v.object({
  /** Position in the dictionary of this observation. */
  gil: v.number(),
  pid: v.number(),
  /** Ids of the interpreters that share it; 0 is the main one. */
  interpreters: v.array(v.number()),
  /** False in a free-threaded build that runs without it. */
  enabled: v.boolean(),
  /** "3.11.7". */
  version: v.string(),
})
export type ActivityGil = v.InferOutput<typeof ActivityGilSchema>

/** What all threads did in a stretch of time, about 50 ms. */
export const ActivityWindowSchema = v.object({
  fromNs: v.number(),
  toNs: v.number(),
  /** A row for each thread and each activity that it had; the `ns` of a thread add up to its life in the window. */
  rows: v.object({ thread: v.array(v.number()), activity: v.array(v.number()), ns: v.array(v.number()) }),
  gils: v.array(
    v.object({
      gil: v.number(),
      /** Of the window. */
      heldNs: v.number(),
      /** Sum over the threads that waited for it. */
      waitedNs: v.number(),
      /** Changes of the holder in the window, counted by the interpreter. */
      handovers: v.number(),
      /** At the end of the window: position of the thread that holds it, and how many wait. */
      holder: v.optional(v.number()),
      waiters: v.number(),
    }),
  ),
  /** Threads and pending coroutines that have work and are neither idle nor ended, at the end of the window. */
  inFlight: v.number(),
})
export type ActivityWindow = v.InferOutput<typeof ActivityWindowSchema>

/** Single turns of the threads of a process, each from when to when, as exact as the samples: sent while a person looks. */
export const ActivityTurnsSchema = v.object({
  thread: v.array(v.number()),
  activity: v.array(v.number()),
  startNs: v.array(v.number()),
  endNs: v.array(v.number()),
})
export type ActivityTurns = v.InferOutput<typeof ActivityTurnsSchema>

/** What the activity reader was asked for and reached. */
export const ActivityReportSchema = v.object({
  /** Samples a second of threads and GILs: asked, and the mean that was reached. */
  rateAsked: v.number(),
  rateAchieved: v.number(),
  functionsRate: v.number(),
  cpuSeconds: known(v.number()),
  /** What was left out, and why: a sentence each. */
  remarks: v.array(v.string()),
})
export type ActivityReport = v.InferOutput<typeof ActivityReportSchema>
