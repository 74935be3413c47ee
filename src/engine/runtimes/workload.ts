import type { Runtime } from '../../contract/experiment.ts'

/**
 * A workload program that has been started in an interpreter and waits for its order: the engine's side of
 * `docs/workloads.md`. Times are that program's own clock readings, corrected to the app's clock.
 */
export interface Workload {
  readonly pid: number
  /** Seconds from asking for the process to its first event. */
  readonly bootSeconds: number
  /** Seconds added to the program's clock to get the app's; 0 where both read one clock. */
  readonly clockOffsetSeconds: number
  /** multiprocessing's default start method in this interpreter; undefined for Node. */
  readonly startMethod: string | undefined
  /** Runs one order and resolves at its `end` event. Rejects with CoreglowError when the program fails, dies or talks garbage. */
  run(order: TrialOrder, onEvent: (event: WorkerEvent) => void): Promise<TrialEnd>
  calibrate(order: CalibrationOrder): Promise<{ readonly amount: number; readonly measuredSeconds: number }>
  /** What it printed so far, the last 4,000 characters. */
  readonly output: () => string
  /** Ends it and every descendant; resolves when they are gone (within 1 s, by SIGKILL). Safe to call at any time, twice. */
  kill(): Promise<void>
}

export interface TrialOrder {
  readonly work: string
  readonly model: string
  readonly workers: number
  /** Units of work per worker: seconds for `wait`, iterations for `countdown`. */
  readonly amount: number
  /** The model's own settings, such as `{ startMethod: 'spawn' }`. */
  readonly options?: Readonly<Record<string, string | number>>
}
export interface CalibrationOrder {
  readonly work: string
  /** Seconds that one worker alone should take. */
  readonly seconds: number
}

export type WorkerEvent =
  | {
      readonly type: 'worker-start'
      readonly index: number
      readonly name: string
      readonly pid: number
      readonly tid: number
      readonly launchNs: number
      readonly startNs: number
    }
  | {
      readonly type: 'worker-end'
      readonly index: number
      readonly endNs: number
      /** CPU of the worker's own thread; where it could not be read, `cpuMissing` says why. */
      readonly cpuNs?: number
      readonly cpuMissing?: string
      readonly checksum: string
    }

export interface TrialEnd {
  readonly startNs: number
  readonly endNs: number
  /** CPU of the main process between the two, and of its worker processes with their own start. */
  readonly cpuNs: number
}

/** Interpreters of this machine, and workload programs in them. */
export interface Runtimes {
  /** Finds and probes; later calls answer from the cache unless `refresh`. Those found broken are listed too. */
  list(options?: { readonly refresh?: boolean }): Promise<readonly Runtime[]>
  /** What a run takes when none is named: what `python3` means here, else the newest CPython that works, else Node. */
  preferred(): Promise<Runtime>
  /**
   * By id, by path, by a name such as python3.13, or by a beginning that only one id has.
   * @throws CoreglowError unknown-runtime (with the nearest ids), or broken-runtime (with the reason, also when it is unsupported).
   */
  resolve(idOrPath: string): Promise<Runtime>
  /** Probes a path and remembers it for later sessions. @throws CoreglowError broken-runtime or storage. */
  add(path: string): Promise<Runtime>
  /** Starts a workload program; `signal` gives up on one that hangs and kills it. @throws CoreglowError broken-runtime. */
  start(runtime: Runtime, signal?: AbortSignal): Promise<Workload>
  /** Kills what is still alive and forgets the guard process. */
  close(): Promise<void>
}
