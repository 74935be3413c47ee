import type { StackFrame } from '../activity/activity-source.ts'

/**
 * One CPython process, read from outside through `/proc/PID/mem`: its interpreters, their GILs and thread states.
 * All of them were found to agree before the first number: `openInterpreter` throws `CannotRead` with a sentence rather than give one that
 * may be wrong. It has refreshed and sampled when it returns.
 */
export interface InterpreterReader {
  /** "3.11.7". */
  readonly version: string
  readonly freeThreaded: boolean
  /** By address; replaced by `refresh`, each object lives as long as its GIL. */
  readonly gils: readonly GilReading[]
  /** Python threads by tid, as `refresh` found them. */
  readonly threads: ReadonlyMap<number, PythonThread>
  /** Walks interpreters and thread states anew. @param tids of the process, as `/proc/PID/task` lists them. @throws CannotRead */
  refresh(tids: readonly number[]): void
  /** Whether interpreters or threads have come or gone since `refresh`, as far as a few small reads show. */
  readonly stale: boolean
  /** Reads each GIL once: sets the fields of `gils`. @throws CannotRead `gone` or `exec` */
  sample(): void
  /** Free-threaded: reads whether the thread is attached to the interpreter (1), detached (0) or suspended (2); undefined where unknown. */
  attachment(tid: number): number | undefined
  /** The Python stack of a thread, top first; undefined where it has none, or it changed while it was read. */
  stack(tid: number, maxFrames: number): readonly StackFrame[] | undefined
  /** Pending asyncio tasks of all loops; undefined where there is no asyncio, or they cannot be counted. About 100 µs: a few times a second. */
  coroutines(): number | undefined
  /** Thread states and interpreters since the process began; undefined where unknown. The thread states of interpreters that have ended are missing. */
  begun(): { readonly threads: number; readonly interpreters: number } | undefined
  /** Reads Python's own names of threads and which are daemons (`threading._active`) into `threads`: slow, for new threads only. */
  readNames(): void
  close(): void
}

export interface PythonThread {
  readonly tid: number
  /** Undefined until `readNames`, and where it has none. */
  readonly name: string | undefined
  /** Whether the program's end does not wait for it; undefined as `name`. */
  readonly daemon: boolean | undefined
  readonly gil: GilReading | undefined
  /** Ids of the interpreters in which it has thread states. */
  readonly interpreters: readonly number[]
}

export interface GilReading {
  readonly address: number
  /** Length of its struct: a futex at `address` to before `address + size` is a wait for this GIL. */
  readonly size: number
  /** Ids of the interpreters that share it. */
  readonly interpreters: readonly number[]
  /** False: free-threaded, and off. */
  readonly enabled: boolean
  readonly locked: boolean
  /** tid of the holder; undefined while it is not locked, and where the holder is not known yet. */
  readonly holder: number | undefined
  /** Changes of the holder since the process began. */
  readonly switches: number
  /** Switch interval, ns. */
  readonly intervalNs: number
  /** Threads inside a wait on its condition variables, blocked or awake, as the C library counts them; undefined where unknown. */
  readonly inside: number | undefined
}

export type CannotReadCode =
  | 'gone'
  | 'exec'
  | 'not-permitted'
  | 'not-python'
  | 'not-ready'
  | 'version'
  | 'pypy'
  | '32-bit'
  | 'layout'
  | 'threads'
  | 'system'

/** A process that is not read. The message is a sentence for the user: what is in the way and, where there is one, a remedy. */
export class CannotRead extends Error {
  readonly code: CannotReadCode
  constructor(code: CannotReadCode, message: string) {
    super(message)
    this.code = code
  }
}
