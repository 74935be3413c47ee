import type {
  ActivityGil,
  ActivityReport,
  ActivityThread,
  ActivityTurns,
  ActivityWindow,
} from '../../../contract/activity.ts'

/** Delay of windows behind what they show, ms: the activity thread sorts its samples for 100 to 150 ms before it sends them. */
export const SETTLE_MS = 200

/**
 * The thread that reads what threads do and which of them has each GIL, seen from the engine. It reads processes from outside: it
 * stops, traces and injects nothing, and starts no process. It runs while a process is followed.
 */
export interface ActivityMonitor {
  /** Follows one process, without its children, which are followed one by one as the sampler finds them. Its end ends that. */
  follow(process: FollowedProcess): void
  unfollow(pid: number): void
  /** Gets the dictionary as it is at once, then what comes. Returns how to stop. */
  listen(listener: ActivityListener): () => void
  setRates(rates: Rates): void
  /** While a person looks at the turns of a process, it is sampled at 1 kHz and its turns are reported; undefined ends it. */
  lookAt(pid: number | undefined): void
  report(): Promise<ActivityReport>
  close(): Promise<void>
}

/** Samples a second of threads and GILs, at most (rates follow what happens), and of functions; 0 reads no functions. */
export interface Rates {
  readonly samples: number
  readonly functions: number
}

/** Rates where no others were asked for. From the design: shares need no more. */
export const DEFAULT_RATES: Rates = { samples: 200, functions: 20 }

export interface FollowedProcess {
  readonly pid: number
  /** Clock ticks since boot, as in `TaskRef`. */
  readonly startTime: number
}

export interface ActivityListener {
  /** Entries of the dictionary that are new or have changed. */
  readonly onThreads?: (threads: readonly ActivityThread[], gils: readonly ActivityGil[]) => void
  readonly onProcess?: (process: ActivityProcess) => void
  readonly onWindow?: (window: ActivityWindow, details: WindowDetails) => void
  readonly onStacks?: (stacks: StackSamples) => void
  /** Counters and sizes of each followed process, about four times a second, and at the first and the last look. */
  readonly onFacts?: (tNs: number, facts: readonly ProcessFacts[]) => void
  readonly onTurns?: (turns: ActivityTurns) => void
  readonly onWarning?: (sentence: string) => void
}

/** All through files, pipes, sockets and terminals (rchar, wchar, syscr, syscw), and what reached the disk. */
export interface IoCounters {
  readonly readBytes: number
  readonly writtenBytes: number
  readonly reads: number
  readonly writes: number
  readonly diskReadBytes: number
  readonly diskWrittenBytes: number
}

/** What `/proc/PID` counts of one process; NaN where it cannot be read. Counters are cumulative since the process began. */
export interface ProcessFacts extends IoCounters {
  readonly pid: number
  /**
   * Memory shared with no other process, and shared, bytes: once a second, more often in the first two seconds, less often of a large
   * process; NaN between.
   */
  readonly privateBytes: number
  readonly sharedBytes: number
  readonly swappedBytes: number
  readonly majorFaults: number
  /** Cores it may use by affinity. */
  readonly affinity: number
  /** It has a handler for a signal that another process may send, `SIGINT` aside: Python has one for that; undefined where unknown. */
  readonly handlesSignals?: boolean
  /** CPU quota of its control group, cores; Infinity without one. Cumulative time for which the group was held back. NaN as the memory. */
  readonly quota: number
  readonly throttledNs: number
}

/** A process that is followed, reported when it is attached to, when it runs another program (`exec`), and when it cannot be read. */
export interface ActivityProcess extends FollowedProcess {
  readonly python?: {
    /** "3.11.7". */
    readonly version: string
    readonly freeThreaded: boolean
    readonly gilEnabled: boolean
    /** Seconds, of the interpreter; undefined where there is no GIL. */
    readonly switchInterval?: number
  }
  /** "Node.js" or the name of the program. */
  readonly runtime?: string
  /** Why its interpreter, or its threads, are not read: a sentence. */
  readonly missing?: string
}

/** What evidence needs of a window and no picture shows. All arrays are by position in `thread`. */
export interface WindowDetails {
  readonly thread: readonly number[]
  /** Longest stretch, also one that began earlier, in which the thread never waited for anything but a core or the GIL, ns. */
  readonly longestRunNs: readonly number[]
  /** Longest stretch without a visit to the selector of its event loop, ns; NaN where it has none. */
  readonly longestLoopGapNs: readonly number[]
  /** Times that it began to wait for something other than the GIL or a core. */
  readonly blocks: readonly number[]
  /** Address of the futex of the lock that it waits for at the end of the window; 0 where it waits for none. */
  readonly lockAddress: readonly number[]
  /** Whether the wait at the end of the window has a time limit; undefined where its system call does not say. */
  readonly timed?: readonly (boolean | undefined)[]
  /** Whether a pipe that it has waited for all the window has its other end in the process that began this one; undefined where unknown. */
  readonly pipeInside?: readonly (boolean | undefined)[]
  /** Longest time for which one holder kept the GIL without a change, by GIL (its position in the dictionary), ns. */
  readonly longestHoldNs: ReadonlyMap<number, number>
  /** Coroutines (asyncio tasks) that are pending, by pid, where there is an event loop and they can be counted. */
  readonly coroutines: ReadonlyMap<number, number>
  /** Thread states and interpreters that each process ever made, by its interpreter's own counters, by pid. */
  readonly begun?: ReadonlyMap<number, { readonly threads: number; readonly interpreters: number }>
}

export interface StackFrame {
  readonly function: string
  readonly file: string
  readonly line: number
}

/** Python stacks of threads at one moment. A quiet thread's, which has not moved, is reported again without being read. */
export interface StackSamples {
  readonly tNs: number
  readonly samples: readonly {
    readonly thread: number
    /** Position in ACTIVITIES, at that moment. */
    readonly activity: number
    /** Top first, at most `MAX_FRAMES` deep. */
    readonly frames: readonly StackFrame[]
  }[]
}

/** Frames that are read of a stack. Chosen: deep enough for the loop below a coroutine of a web framework. */
export const MAX_FRAMES = 48
