import type { Activity } from '../../contract/activity.ts'
import type { Exit } from '../../contract/observation.ts'
import type { Place } from '../../contract/finding.ts'
import type { IoCounters } from '../monitor/activity/activity-source.ts'

/**
 * All that was seen of a program, in the form in which rules read it. Plain data: a rule's test makes one by hand
 * (`testing.ts`), and `bench/evidence.ts` writes one down. Times are seconds since the watch began; NaN is unknown, never 0.
 */
export interface Evidence {
  /** For how long the program was watched. */
  readonly seconds: number
  /** Cores that the machine has, and those that the program may use (affinity and quota of its first process, at the end). */
  readonly cores: number
  readonly usableCores: number
  /** Coreglow did not start it, so that its beginning was not seen. */
  readonly attached: boolean
  /** Its first process has ended. */
  readonly ended: boolean
  readonly exit?: Exit
  /** What it wrote last to standard error, where Coreglow had it. */
  readonly lastLines: readonly string[]
  /** Of all processes while they were watched, those that are not listed included. */
  readonly cpuSeconds: number
  readonly machine: MachineEvidence
  /** The program's first process first, then in the order in which they were seen. */
  readonly processes: readonly ProcessEvidence[]
  readonly threads: readonly ThreadEvidence[]
  /** Threads and processes that began while it was watched, listed above or not, the most numerous kind first. */
  readonly births: readonly BirthEvidence[]
  /** Short ones that ended and are not listed above because there were too many. */
  readonly omitted: { readonly processes: number; readonly threads: number }
  readonly gils: readonly GilEvidence[]
  readonly locks: readonly LockEvidence[]
  readonly timeline: Timeline
}

/** Threads, or processes, of one process and one kind of name that began while the program was watched. */
export interface BirthEvidence {
  readonly kind: 'thread' | 'process'
  /** Position in `processes` of the process that began them; undefined where it is not listed. */
  readonly process?: number
  /** With "#" for every number: "Thread-# (work)". */
  readonly name: string
  /** At least so many: those between two samples are not seen, unless Python numbered them in their names. */
  readonly count: number
  /** Those of them that were seen. The fields below are of these. */
  readonly seen: number
  readonly ended: number
  /** Of those that ended, seconds, as exact as the samples; NaN where none ended. */
  readonly medianLifetime: number
  readonly cpuSeconds: number
}

/** Use of the machine by others meanwhile, in cores. */
export interface MachineEvidence {
  readonly otherCores: number
  readonly stolenCores: number
  /** Coreglow's own. */
  readonly ownCores: number
}

export interface ProcessEvidence {
  readonly pid: number
  /** Position in `processes`; undefined for the first, and where the parent is not watched. */
  readonly parent?: number
  readonly name: string
  readonly command: readonly string[]
  readonly python?: { readonly version: string; readonly freeThreaded: boolean; readonly gilEnabled: boolean }
  readonly runtime?: string
  /** Why its interpreter is not read. */
  readonly missing?: string
  /** When it was first seen; 0 where it lived when the watch began. */
  readonly start: number
  /** Infinity while it lives. */
  readonly end: number
  readonly exit?: Exit
  /** Its parent had ended before it did. */
  readonly orphan: boolean
  /** Threads that ended included. */
  readonly cpuSeconds: number
  /** While it was watched; NaN where it cannot be read. */
  readonly io: IoCounters
  readonly memory: MemoryEvidence
  /** It handled a signal by which something outside may wake it, at the last look; undefined where that is not known. */
  readonly handlesSignals?: boolean
  /** Cores it may use by affinity, at the first and the last look. */
  readonly affinity: { readonly first: number; readonly last: number }
  /** CPU quota of its group in cores (Infinity without one), and the time for which it was held back by that. */
  readonly quota: number
  readonly throttledSeconds: number
  /** From its exec to the user's first line (NaN where that was missed, or is no Python), and the part of its life in which a thread imported. */
  readonly startUpSeconds: number
  readonly importSeconds: number
  /** Pending coroutines over time; NaN where there is no event loop, or it cannot be read. */
  readonly coroutines: { readonly max: number; readonly mean: number }
  /** Threads and children that it began while it was watched: by the interpreter's own count where it has one, else those seen. */
  readonly threadsBegun: number
  readonly childrenBegun: number
  /** Interpreters that it began, its main one not counted. */
  readonly interpretersBegun: number
}

export interface MemoryEvidence {
  /** Memory shared with no other process: at the first look, at the last, and the highest. */
  readonly firstPrivate: number
  readonly lastPrivate: number
  readonly peakPrivate: number
  readonly firstShared: number
  readonly lastShared: number
  readonly swapped: number
  readonly majorFaults: number
}

export interface ThreadEvidence {
  /** Position in `processes`. */
  readonly process: number
  readonly tid: number
  readonly name: string
  /** The process's first thread. */
  readonly main: boolean
  /** An interpreter knows it. */
  readonly python: boolean
  /** As of a process. */
  readonly start: number
  /** Infinity while it lives. */
  readonly end: number
  readonly cpuSeconds: number
  /** Ready, and no core was free, by the kernel's account. */
  readonly readySeconds: number
  /** Seconds in each activity; absent ones are 0. They add up to its watched life. */
  readonly activity: Partial<Readonly<Record<Activity, number>>>
  /** Context switches: by itself and forced. */
  readonly voluntarySwitches: number
  readonly involuntarySwitches: number
  /** Longest stretch without a wait for anything but a core or the GIL. */
  readonly longestRun: number
  /** Longest stretch without a visit to its event loop's selector; NaN where it has no loop. */
  readonly longestLoopGap: number
  /** Where it was, most often first; at most 200. Empty where stacks are not read. */
  readonly stacks: readonly StackEvidence[]
  /** What it did at its last sample, and where; undefined where it was not sampled. */
  readonly last?: { readonly activity: Activity; readonly frames: readonly FrameEvidence[] }
  /** Longest unbroken stretch in which it waited for something of the program; undefined where it never did for a second. */
  readonly longestWait?: WaitEvidence
  /** Python's own mark: it does not keep the program alive. Undefined where that is not known. */
  readonly daemon?: boolean
}

/** One long wait for something that another thread or process has to do. Also one that lasts. */
export interface WaitEvidence {
  /** `lock`, `task`, `child`, `pipe` or `file-lock`. */
  readonly activity: Activity
  readonly from: number
  readonly to: number
  /** Top first; empty where stacks are not read. */
  readonly frames: readonly FrameEvidence[]
  /** It has a time limit, by the arguments of its system call; undefined where that is not known. */
  readonly timed?: boolean
  /** Of a pipe: its other end is open in the process that began this one. Undefined where that is not known. */
  readonly inside?: boolean
}

/** A stack that a thread was seen with. */
export interface StackEvidence {
  /** Top first. */
  readonly frames: readonly FrameEvidence[]
  /** Times that it was seen, in all and by activity. */
  readonly samples: number
  readonly activity: Partial<Readonly<Record<Activity, number>>>
}

export interface FrameEvidence extends Place {
  /** `library`: the interpreter's own and installed packages; `frozen`: `<frozen importlib._bootstrap>` and the like. */
  readonly kind: 'user' | 'library' | 'frozen'
}

export interface GilEvidence {
  /** Position in `processes`. */
  readonly process: number
  readonly interpreters: readonly number[]
  readonly enabled: boolean
  /** Seconds since the first sample at which a free-threaded build was first seen to run with its GIL; NaN where it did not. */
  readonly enabledSince: number
  readonly seconds: number
  readonly heldSeconds: number
  /** Sum over threads. */
  readonly waitedSeconds: number
  readonly handovers: number
  readonly longestHold: number
  /** Of the interpreter: `sys.getswitchinterval()`. */
  readonly switchInterval: number
}

/** A lock that threads were seen to wait for. */
export interface LockEvidence {
  /** Position in `processes`. */
  readonly process: number
  /** Positions in `threads` of those that waited for it. */
  readonly waiters: readonly number[]
  readonly waitedSeconds: number
  /** Lines that wait, most often first. */
  readonly where: readonly Place[]
  /**
   * Position in `threads` of the one that had it most of that time; undefined where they changed, or where that is not known.
   * Seconds in each activity, and lines, of whichever thread had it meanwhile; empty where that is not known.
   */
  readonly owner?: number
  readonly ownerActivity: Partial<Readonly<Record<Activity, number>>>
  readonly ownerWhere: readonly Place[]
  /** Times that a thread began to wait for it. */
  readonly waits: number
}

/** The program over time, in steps of equal length. All of the same length. */
export interface Timeline {
  readonly stepSeconds: number
  /** Means of the step. */
  readonly coresBusy: readonly number[]
  /** Threads on a core or ready for one, the GIL left aside: those that wait for it included. */
  readonly wantToRun: readonly number[]
  /** Threads, processes and coroutines that have work: neither idle, nor waiting for another of the program, nor ended. */
  readonly inFlight: readonly number[]
}
