import { readdirSync } from 'node:fs'
import type { StackFrame } from '../activity/activity-source.ts'
import { pendingTasks } from './asyncio-tasks.ts'
import type { AsyncioOffsets } from './asyncio-tasks.ts'
import { CodeObjects } from './code-objects.ts'
import type { ElfImage } from './elf-image.ts'
import { findAsyncio } from './find-asyncio.ts'
import { Frames } from './frames.ts'
import { Gil } from './gil.ts'
import { CannotRead } from './interpreter-reader.ts'
import type { InterpreterReader, PythonThread } from './interpreter-reader.ts'
import { NO_INTERPRETER } from './interpreters.ts'
import type { Layout } from './layouts/layout.ts'
import { Modules } from './modules.ts'
import { stateOf } from './no-memory.ts'
import { readInt, readWord } from './process-memory.ts'
import type { ProcessMemory } from './process-memory.ts'
import { NO_GIL, takeSnapshot } from './snapshot.ts'
import type { Snapshot } from './snapshot.ts'
import { ThreadIds } from './thread-ids.ts'
import { describeThreads } from './thread-names.ts'
import type { ThreadDescription } from './thread-names.ts'

export interface OpenedRuntime {
  readonly pid: number
  readonly memory: ProcessMemory
  /** Address of `_PyRuntime`, and the file that it is in. */
  readonly runtime: number
  readonly image: ElfImage
  readonly version: string
  readonly layout: Layout
}

/** Walks that are tried before the structures are refused, and pauses between them: lists change while they are walked. Chosen. */
const FIRST_TRIES = 20
const FIRST_PAUSE_MS = 2
const LATER_TRIES = 3
/** A GIL that is not one, or is held by no thread state, is refused earlier: more tries would find a moment in which it seems right. Chosen. */
const MAX_CONTRADICTIONS = 3
/** Looks at the GIL of a process with threads that Python seems not to know. Chosen: four switch intervals of 5 ms in all. */
const HOLDER_LOOKS = 10
const HOLDER_PAUSE_MS = 2
/** `_asyncio` is searched so often: it can be missing while asyncio is just being imported. Chosen. */
const ASYNCIO_TRIES = 3

/** The reader of one process. See `InterpreterReader`. */
export class Reader implements InterpreterReader {
  readonly version: string
  readonly freeThreaded: boolean
  gils: readonly Gil[] = []
  threads: ReadonlyMap<number, PythonThread> = new Map()
  private snapshot: Snapshot = { interpreters: [], gils: new Map(), tids: new Map(), incomplete: true }
  private states: ReadonlyMap<number, readonly number[]> = new Map()
  private described: ReadonlyMap<number, ThreadDescription> = new Map()
  private changed = false
  private asyncio: AsyncioOffsets | undefined
  private asyncioTries = 0
  private readonly ids: ThreadIds
  private readonly frames: Frames
  private readonly modules: Modules
  private readonly opened: OpenedRuntime

  /** @throws CannotRead where the structures do not agree with each other, or the process ends */
  constructor(opened: OpenedRuntime) {
    const { pid, memory, layout } = opened
    this.opened = opened
    this.version = opened.version
    this.freeThreaded = layout.freeThreaded
    this.ids = new ThreadIds(pid)
    this.frames = new Frames(memory, layout, new CodeObjects(memory, layout))
    this.modules = new Modules(memory, layout)
    let contradictions = 0
    for (let tries = 1; ; tries += 1) {
      const problem = this.tryRefresh(tidsOf(pid)) ?? this.checkHolders(tidsOf(pid))
      if (problem === undefined) break
      if (problem === NO_GIL) contradictions += 1
      if (tries === FIRST_TRIES || contradictions === MAX_CONTRADICTIONS) throw this.refusal(problem)
      pause(FIRST_PAUSE_MS)
    }
  }

  get stale(): boolean {
    const { memory, runtime, layout } = this.opened
    const { interpreters, incomplete } = this.snapshot
    if (this.changed || incomplete) return true
    return (
      readWord(memory, runtime + layout.interpretersHead) !== interpreters[0]?.address ||
      interpreters.some(
        ({ address, threads }) => readWord(memory, address + layout.interpreter.threads) !== (threads[0]?.address ?? 0),
      )
    )
  }

  refresh(tids: readonly number[]): void {
    for (let tries = 0; tries < LATER_TRIES; tries += 1) if (this.tryRefresh(tids) === undefined) return
    // The lists change all the time: what was found before is kept, and `stale`.
    this.changed = true
    this.throwIfGone()
  }

  sample(): void {
    const { memory } = this.opened
    const { tids } = this.snapshot
    for (const gil of this.gils) {
      if (!gil.read(memory, tids)) {
        this.throwIfGone()
        this.gils = this.gils.filter((other) => other !== gil) // it went with its interpreter
        this.changed = true
      } else if (gil.locked && gil.holder === undefined) this.changed = true
    }
  }

  attachment(tid: number): number | undefined {
    const { memory, layout } = this.opened
    const { state } = layout.thread
    if (state === undefined) return undefined
    const attachments = new Set(this.states.get(tid)?.map((address) => readInt(memory, address + state)))
    return [SUSPENDED, ATTACHED, DETACHED].find((attachment) => attachments.has(attachment))
  }

  stack(tid: number, maxFrames: number): readonly StackFrame[] | undefined {
    const stack: StackFrame[] = []
    // A thread that runs in several interpreters has called the newest one last.
    for (const state of this.states.get(tid) ?? []) {
      const frames = this.frames.of(state, maxFrames - stack.length)
      if (frames === undefined) return undefined
      stack.push(...frames)
    }
    return stack.length > 0 ? stack : undefined
  }

  coroutines(): number | undefined {
    const { memory, layout } = this.opened
    const source = { memory, layout, modules: this.modules, offsets: () => this.asyncioOffsets() }
    return pendingTasks(source, this.snapshot.interpreters)
  }

  begun(): { readonly threads: number; readonly interpreters: number } | undefined {
    const { memory, runtime, layout } = this.opened
    const threads = this.snapshot.interpreters
      .map(({ address }) => readWord(memory, address + layout.interpreter.threadsBegun))
      .reduce((sum, count) => sum + count, 0)
    const interpreters = readWord(memory, runtime + layout.interpretersHead + 16)
    return Number.isNaN(threads + interpreters) ? undefined : { threads, interpreters }
  }

  readNames(): void {
    const { memory, layout } = this.opened
    this.described = describeThreads(memory, layout, this.modules, this.snapshot.interpreters)
    this.setThreads()
  }

  close(): void {
    this.opened.memory.close()
  }

  private tryRefresh(tids: readonly number[]): string | undefined {
    this.ids.update(tids)
    const snapshot = takeSnapshot(this.opened, this.ids)
    if (typeof snapshot === 'string') return snapshot
    this.snapshot = snapshot
    this.changed = false
    this.setGils()
    this.setThreads()
    return undefined
  }

  /**
   * Where the process has threads that Python seems not to know, the GIL is looked at for some time: a holder that is not among the
   * thread states shows that their list was not read whole.
   */
  private checkHolders(tids: readonly number[]): string | undefined {
    const looks = tids.some((tid) => !this.threads.has(tid)) ? HOLDER_LOOKS : 1
    for (let look = 0; look < looks; look += 1) {
      if (look > 0) pause(HOLDER_PAUSE_MS)
      this.sample()
      const isUnknown = this.gils.some(({ locked, holder }) => locked && holder === undefined)
      const problem = isUnknown ? this.tryRefresh(tidsOf(this.opened.pid)) : undefined
      if (problem !== undefined) return problem
    }
    return undefined
  }

  private setGils(): void {
    const { interpreters, gils } = this.snapshot
    const known = new Map(this.gils.map((gil) => [gil.address, gil]))
    this.gils = [...new Set(gils.values())].map(
      (address) => known.get(address) ?? new Gil(address, this.opened.layout.gil),
    )
    for (const gil of this.gils) {
      const sharing = interpreters.filter(({ address }) => gils.get(address) === gil.address)
      gil.interpreters = sharing.map(({ id }) => id).toSorted((a, b) => a - b)
    }
  }

  private setThreads(): void {
    const { interpreters, gils, tids } = this.snapshot
    const byAddress = new Map(this.gils.map((gil) => [gil.address, gil]))
    const threads = new Map<number, PythonThread>()
    const states = new Map<number, number[]>()
    for (const interpreter of interpreters) {
      for (const { address, pthread } of interpreter.threads) {
        const tid = tids.get(address)
        if (tid === undefined) continue
        const before = threads.get(tid)
        threads.set(tid, {
          tid,
          name: this.described.get(pthread)?.name,
          daemon: this.described.get(pthread)?.daemon,
          gil: before?.gil ?? byAddress.get(gils.get(interpreter.address) ?? 0),
          interpreters: [...(before?.interpreters ?? []), interpreter.id],
        })
        states.set(tid, [...(states.get(tid) ?? []), address])
      }
    }
    this.threads = threads
    this.states = states
  }

  private asyncioOffsets(): AsyncioOffsets | undefined {
    if (this.asyncio === undefined && this.asyncioTries < ASYNCIO_TRIES) {
      this.asyncioTries += 1
      this.asyncio = findAsyncio(this.opened.pid, this.opened.image)
    }
    return this.asyncio
  }

  private refusal(problem: string): CannotRead {
    this.throwIfGone()
    const { pid } = this.opened
    return new CannotRead(
      problem === NO_INTERPRETER ? 'not-ready' : 'layout',
      `CPython ${this.version} in process ${pid} is not read: ${problem}.`,
    )
  }

  /** The memory that was opened is empty after an `exec` and after the end. */
  private throwIfGone(): void {
    const { memory, runtime, pid } = this.opened
    if (!Number.isNaN(readWord(memory, runtime))) return
    throw hasEnded(pid)
      ? new CannotRead('gone', `Process ${pid} has ended.`)
      : new CannotRead('exec', `Process ${pid} runs another program now, or is ending.`)
  }
}

/** `_Py_THREAD_DETACHED`, `_Py_THREAD_ATTACHED`, `_Py_THREAD_SUSPENDED`. Source: pycore_pystate.h. */
const DETACHED = 0
const ATTACHED = 1
const SUSPENDED = 2

function tidsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    throw new CannotRead('gone', `Process ${pid} has ended.`)
  }
}

function hasEnded(pid: number): boolean {
  const state = stateOf(pid)
  return state === undefined || state === 'Z' || state === 'X'
}

const PAUSE = new Int32Array(new SharedArrayBuffer(4))

function pause(ms: number): void {
  Atomics.wait(PAUSE, 0, 0, ms)
}
