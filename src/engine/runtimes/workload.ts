import type { Runtime, Settings } from '../../contract/experiment.ts'
import type { Values } from '../../contract/run.ts'
import type { ClockOffset } from './clock-offset.ts'
import type { Calls, FileOutline, Inspected } from './program-events.ts'

/**
 * A workload program that has been started in an interpreter and waits for its order: the engine's side of
 * `docs/workloads.md`. Times are that program's own clock readings, corrected to the app's clock.
 */
export interface Workload {
  readonly pid: number
  /** Seconds from asking for the process to its first event. */
  readonly interpreterStartSeconds: number
  /** Added to the program's clock to get the app's. */
  readonly clock: ClockOffset
  /** multiprocessing's default start method in this interpreter; undefined for Node. */
  readonly startMethod: string | undefined
  /** Runs one order and resolves at its `end` event. Rejects with CoreglowError when the program fails, dies or talks garbage. */
  run(order: RunCommand, onEvent: (event: WorkerEvent) => void): Promise<TrialEnd>
  calibrate(order: CalibrateCommand): Promise<{ readonly workUnits: number; readonly measuredSeconds: number }>
  /** Lists the functions of a file. Rejects as `run` does. */
  outline(order: { readonly file: string }): Promise<FileOutline>
  /** Imports the user's function and calls it with its first inputs. Rejects as `run` does. */
  inspect(order: InspectCommand): Promise<Inspected>
  /** Calls the user's function with all of its inputs; `onCalls` gets what was measured of the calls, also where it then rejects: as `run` does, with an OrderError that may name the item. */
  map(order: MapCommand, onEvent: (event: WorkerEvent) => void, onCalls: (calls: Calls) => void): Promise<TrialEnd>
  /** Folder for its temporary files, which is removed with it; undefined where none could be made. */
  readonly scratch: string | undefined
  /** How its process ended: "signal SIGSEGV", "exit code 3"; undefined while it lives. */
  readonly death: () => string | undefined
  /** What it printed so far, the last 4,000 characters. */
  readonly output: () => string
  /** Kills the program and every descendant; resolves when they are gone (within 1 s, by SIGKILL). Safe at any time, also twice. */
  kill(): Promise<void>
}

export interface RunCommand {
  readonly work: string
  readonly model: string
  readonly workers: number
  /** Units of work per worker: seconds for `wait`, iterations for `countdown`. */
  readonly workUnits: number
  /** The work's own settings. */
  readonly params?: Settings
  readonly options?: RunOptions
}

/** How to run work; a missing option is the interpreter's default. */
export interface RunOptions {
  readonly startMethod?: string
  readonly switchIntervalSeconds?: number
  /** All workers on one core, or each on its own, in turn. */
  readonly affinity?: 'one' | 'each'
  /** False: the work records no timestamps. */
  readonly stamps?: boolean
  /** The model's own. */
  readonly settings?: Settings
  /** Most that the heap of a worker's JavaScript engine may hold. */
  readonly heapMegabytes?: number
}

export interface CalibrateCommand {
  readonly work: string
  /** Seconds that one worker alone should take. */
  readonly seconds: number
  readonly params?: Settings
}

/** The user's function and its inputs, for the workload program. At most one of `items`, `inputs` and `count` is there. */
export interface CallTarget {
  /** Absolute path. */
  readonly file: string
  readonly name: string
  readonly items?: string
  readonly inputs?: string
  readonly count?: number
  /** Seconds that one item may take. */
  readonly timeout: number
}

export interface InspectCommand {
  readonly function: CallTarget
  /** Existing folder for the file `ledger` (docs/workloads.md). */
  readonly folder: string
}

export interface MapCommand {
  readonly model: string
  readonly workers: number
  /** Items that are handed over at once. */
  readonly chunk: number
  readonly function: CallTarget
  readonly options?: RunOptions
  /** Existing folder for the files `ledger`, `digests` and `values` (docs/workloads.md). */
  readonly folder: string
}

/** Events of a running trial. Times are of the app's clock. */
export type WorkerEvent =
  | { readonly type: 'begin'; readonly startNs: number }
  | {
      readonly type: 'worker-start'
      readonly index: number
      readonly name: string
      readonly pid: number
      readonly tid: number
      readonly requestedNs: number
      readonly startNs: number
      readonly interpreter: string
      readonly gil?: string
      /** The machine that it is on, if another than this. */
      readonly host?: string
    }
  | {
      readonly type: 'worker-end'
      readonly index: number
      readonly endNs: number
      /** CPU time of the worker's own thread; if it cannot be read, `cpuMissing` says why. */
      readonly cpuNs?: number
      readonly cpuMissing?: string
      readonly checksum: string
      readonly values: Values
    }
  | { readonly type: 'worker-lost'; readonly index: number; readonly endNs: number; readonly how: string }
  | HostEvent
  /** Spans on the interpreter: start and end of each, alternating, ns after the worker's start. */
  | { readonly type: 'running'; readonly index: number; readonly ns: readonly number[] }

/** Of other machines on which workers run. Times are of the app's clock. */
export type HostEvent =
  /** Samples of the cores, in percent by frame and core (-1 is unknown), and of threads that ran: see `sampler.py`. */
  | {
      readonly type: 'host-samples'
      readonly host: string
      readonly tNs: readonly number[]
      readonly busy: readonly (readonly number[])[]
      readonly iowait: readonly (readonly number[])[]
      readonly steal: readonly (readonly number[])[]
      readonly tasks: readonly (readonly [index: number, pid: number, tid: number, startTime: number, name: string])[]
      readonly rows: readonly (readonly [frame: number, index: number, state: string, core: number, cpuNs: number])[]
      /** Of the sampler. */
      readonly cpuNs: number
    }
  /** At the end of a trial; `offsetNs` was added to its clock's readings. */
  | {
      readonly type: 'host'
      readonly host: string
      readonly cores: number
      readonly offsetNs: number
      readonly uncertaintyNs: number
      /** Why it was not sampled. */
      readonly missing?: string
      readonly gone?: boolean
    }

export function isHostEvent(event: WorkerEvent): event is HostEvent {
  return event.type === 'host' || event.type === 'host-samples'
}

export interface TrialEnd {
  readonly startNs: number
  readonly endNs: number
  /** CPU of the main process between the two, and of its worker processes with their own start. */
  readonly cpuNs: number
  readonly values: Values
}

/** Interpreters of this machine, and workload programs in them. */
export interface Runtimes {
  /** Finds and probes; later calls answer from the cache unless `refresh`. Those found broken are listed too. */
  list(options?: { readonly refresh?: boolean }): Promise<readonly Runtime[]>
  /** Default runtime: what `python3` means here, else the newest usable CPython, else Node. */
  preferred(): Promise<Runtime>
  /**
   * By id, by path, by a name such as python3.13, or by a beginning that only one id has.
   * @throws CoreglowError unknown-runtime (with the nearest ids), or broken-runtime (with the reason, also when it is unsupported).
   */
  resolve(idOrPath: string): Promise<Runtime>
  /** Probes a path and remembers it for later sessions. @throws CoreglowError broken-runtime or storage. */
  add(path: string): Promise<Runtime>
  /** Paths that were added; `problem` says what was wrong with the file that has them. Never rejects. */
  added(): Promise<{ readonly paths: readonly string[]; readonly problem?: string }>
  /** Removes an added path. @throws CoreglowError storage. */
  forget(path: string): Promise<void>
  /**
   * Starts a workload program, `args` being the interpreter's own; `signal` gives up on one that hangs and kills it. With
   * `userFolder` it is for a function of the user's: that is its working folder, and the interpreter has the user's environment.
   * @throws CoreglowError broken-runtime.
   */
  start(runtime: Runtime, args?: readonly string[], signal?: AbortSignal, userFolder?: string): Promise<Workload>
  /** The guard processes that run. */
  readonly guardPids: () => readonly number[]
  /** Kills what is still alive and forgets the guard process. */
  close(): Promise<void>
}
