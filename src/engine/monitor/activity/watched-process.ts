import { statSync } from 'node:fs'
import { CannotRead } from '../gil/interpreter-reader.ts'
import type { ProcReader } from '../proc-file.ts'
import { tidsOf } from '../proc-task.ts'
import type { ActivityProcess, FollowedProcess } from './activity-source.ts'
import { CODE, WANTS_TO_RUN } from './codes.ts'
import { Descriptors } from './descriptors.ts'
import type { Dictionary } from './dictionary.ts'
import { InterpreterFinder, type OpenInterpreter } from './interpreter-finder.ts'
import { MemoryWords } from './memory-words.ts'
import { describeProcess, executableOf, runtimeOf } from './program-identity.ts'
import { nodeCode, unknownCode } from './thread-code.ts'
import { PythonWatch } from './python-watch.ts'
import { callKinds } from './system-calls.ts'
import type { WaitContext } from './thread-wait.ts'
import { WatchedThread } from './watched-thread.ts'

/** How often the number of threads, and whether the process is stopped, is looked at, ns. Chosen. */
const LIST_NS = 50_000_000
/** How often names of threads are looked at whatever happens, and which program the process runs, ns. Chosen. */
const NAMES_NS = 1_000_000_000
const PROGRAM_NS = 200_000_000
/** Lists are read again for the sake of a thread that has the GIL and is not known, at most this often, ns. Chosen. */
const UNKNOWN_NS = 20_000_000

const NOT_PERMITTED =
  'What this thread waits for is not known: only root, or the same user where kernel.yama.ptrace_scope allows it, may read its system calls.'

const TOO_MANY_FILES = 'What this thread does is not known at the moment: too many files are open.'

export interface ProcessTools {
  readonly reader: ProcReader
  readonly dictionary: Dictionary
  readonly open: OpenInterpreter
  readonly onProcess: (process: ActivityProcess) => void
}

/** One followed process: its threads, and its interpreter where it has one. */
export class WatchedProcess {
  readonly pid: number
  readonly threads = new Map<number, WatchedThread>()
  /** Threads that have ended and are still to be reported. */
  readonly ended: WatchedThread[] = []
  python: PythonWatch | undefined
  gone = false
  /** Samples in a row in which no thread ran, began a wait or ended one. */
  quiet = 0
  private readonly followed: FollowedProcess
  private readonly tools: ProcessTools
  private readonly finder: InterpreterFinder
  private readonly context: WaitContext & { readonly descriptors: Descriptors }
  private readonly memory: MemoryWords
  private executable = ''
  private isNode = false
  private told = ''
  private stopped = false
  private unknownNs = -Infinity
  private turn = 0
  /** This sample looks at every thread that does not rest. */
  private whole = true
  private taskCount = -1
  private listedNs = -Infinity
  private namedNs = -Infinity
  private programNs = -Infinity

  constructor(followed: FollowedProcess, tools: ProcessTools, tNs: number) {
    this.followed = followed
    this.pid = followed.pid
    this.tools = tools
    this.finder = new InterpreterFinder(tools.open, followed.pid, tNs)
    this.memory = new MemoryWords(followed.pid)
    this.context = {
      kinds: callKinds(process.arch) ?? new Map(),
      descriptors: new Descriptors(followed.pid),
      readInt: (address) => this.memory.int(address),
    }
  }

  /** One sample of all threads and GILs. Sets `gone` where the process has ended. */
  sample(tNs: number): void {
    this.turn++
    this.whole = tNs - this.listedNs >= LIST_NS
    if (this.whole) this.list(tNs)
    if (this.gone) return
    if (this.python === undefined && this.finder.isDue(tNs)) this.python = this.attach(tNs)
    this.readPython(tNs)
    let moved = false
    for (const thread of this.threads.values()) moved = this.look(thread, tNs) || moved
    if (this.python !== undefined) this.sortPython(this.python)
    for (const thread of this.threads.values()) moved = this.see(thread, tNs) || moved
    for (const gil of this.python?.gils.values() ?? []) gil.see(tNs)
    this.quiet = moved ? 0 : this.quiet + 1
  }

  /** Whether a thread is in the wait in which it was looked at last. */
  isUnmoved(thread: WatchedThread): boolean {
    return thread.look(this.context) === 'same'
  }

  /** Ends all of its threads' lives, where its own has not ended. */
  close(tNs: number): void {
    for (const thread of this.threads.values()) this.end(thread, tNs)
    this.python?.close()
    this.python = undefined
    this.memory.close()
  }

  private list(tNs: number): void {
    const whole = tNs - this.namedNs >= NAMES_NS
    this.listedNs = tNs
    this.context.descriptors.forget()
    const count = statSync(`/proc/${this.pid}/task`, { throwIfNoEntry: false })?.nlink
    const state = this.threads.get(this.pid)?.state()
    this.gone = count === undefined || state === 'ended' || (state === 'zombie' && count <= 3)
    if (this.gone) return
    this.stopped = state === 'stopped'
    if (count !== this.taskCount || whole) this.listThreads(tNs)
    if (tNs - this.programNs >= PROGRAM_NS) this.identify(tNs)
    if (whole) this.renameThreads(tNs)
    const { python } = this
    if (python !== undefined && (whole || count !== this.taskCount || python.reader.stale || python.wantsNames(tNs)))
      this.refreshPython(python, tNs)
    this.taskCount = count!
  }

  private listThreads(tNs: number): void {
    const tids = new Set(tidsOf(this.pid))
    const { reader, dictionary } = this.tools
    for (const tid of tids) {
      if (this.threads.has(tid)) continue
      const thread = new WatchedThread(reader, this.pid, tid, dictionary.nextThread(), tNs)
      if (!thread.known) continue
      this.threads.set(tid, thread)
      dictionary.setThread(thread.entry(this.pid))
    }
    for (const thread of this.threads.values()) if (!tids.has(thread.tid)) this.end(thread, tNs)
    // The number was given to another process.
    const startTime = this.threads.get(this.pid)?.startTime
    const other = startTime !== undefined && startTime !== this.followed.startTime
    this.gone = this.threads.size === 0 || other
  }

  /** Looks whether it still runs the program that it ran. */
  private identify(tNs: number): void {
    this.programNs = tNs
    const executable = executableOf(this.pid)
    // An ending process has none any more.
    if (executable !== '' && executable !== this.executable) this.exec(tNs, executable)
    this.tell()
  }

  private renameThreads(tNs: number): void {
    this.namedNs = tNs
    for (const thread of this.threads.values())
      if (!(thread.python && this.python !== undefined) && thread.rename())
        this.tools.dictionary.setThread(thread.entry(this.pid))
  }

  private exec(tNs: number, executable: string): void {
    this.executable = executable
    this.isNode = runtimeOf(executable) === 'Node.js'
    this.python?.close()
    this.python = undefined
    this.memory.close()
    this.finder.restart(tNs)
    for (const thread of this.threads.values()) this.setPython(thread, false)
  }

  private attach(tNs: number): PythonWatch | undefined {
    const reader = this.finder.find(tNs)
    const python = reader && new PythonWatch(reader, this.tools.dictionary.nextGil)
    if (python !== undefined) this.refreshPython(python, tNs)
    this.tell(python)
    return python
  }

  private readPython(tNs: number): void {
    const { python } = this
    if (python === undefined) return
    try {
      python.reader.sample()
      // A thread that is younger than the list; whether others have come or gone is asked with the list of threads.
      if (python.hasUnknownHolder && tNs - this.unknownNs >= UNKNOWN_NS) {
        this.unknownNs = tNs
        this.listThreads(tNs)
        this.refreshPython(python, tNs)
      }
    } catch (error) {
      this.failed(error, tNs)
    }
  }

  private refreshPython(python: PythonWatch, tNs: number): void {
    const { dictionary } = this.tools
    try {
      for (const thread of python.refresh(tNs, this.threads)) dictionary.setThread(thread.entry(this.pid))
      for (const gil of python.gils.values()) dictionary.setGil(gil.entry(this.pid, python.reader.version))
      python.reader.sample()
    } catch (error) {
      this.failed(error, tNs)
    }
  }

  /** A list that was just changing is read again next time; another program is another interpreter. */
  private failed(error: unknown, tNs: number): void {
    if (!(error instanceof CannotRead)) throw error
    if (error.code === 'exec') this.exec(tNs, executableOf(this.pid))
    else if (error.code === 'gone') this.listedNs = -Infinity
  }

  /** Returns whether it moved. */
  private look(thread: WatchedThread, tNs: number): boolean {
    if (thread.rests(this.turn) && this.python?.holds(thread) !== true) return false
    if (!this.whole && this.python?.stillWaits(thread) === true) return false
    const look = thread.look(this.context)
    if (look === 'gone') {
      this.end(thread, tNs)
      this.listedNs = this.taskCount = -Infinity
    } else if (look === 'denied') this.setMissing(thread, NOT_PERMITTED)
    else if (look === 'busy') this.setMissing(thread, TOO_MANY_FILES)
    else if (thread.missing === TOO_MANY_FILES) this.setMissing(thread, undefined)
    return look === 'changed' || thread.waits < 0
  }

  private sortPython(python: PythonWatch): void {
    if (python.isTorn(this.threads)) python.reader.sample()
    python.sort(this.threads.values())
  }

  private see(thread: WatchedThread, tNs: number): boolean {
    const code = this.code(thread)
    const { history, settler } = thread
    if (code === history.code && thread.quiet > 0 && thread.rests(this.turn)) {
      history.extend(tNs)
      return false
    }
    const moved = code !== history.code
    if (thread.gil !== 0) settler.follow(tNs, code)
    thread.see(tNs, code)
    return moved || WANTS_TO_RUN[code] === 1
  }

  private code(thread: WatchedThread): number {
    if (this.stopped) return CODE.stopped
    if (thread.missing !== undefined) return unknownCode(thread)
    if (thread.python && this.python !== undefined) return this.python.code(thread)
    if (thread.waits < 0) return CODE.runs
    return this.isNode ? nodeCode(thread) : thread.waits
  }

  private end(thread: WatchedThread, tNs: number): void {
    this.threads.delete(thread.tid)
    thread.history.end(tNs)
    thread.close()
    this.ended.push(thread)
  }

  private setPython(thread: WatchedThread, python: boolean): void {
    thread.python = python
    thread.gil = 0
    this.tools.dictionary.setThread(thread.entry(this.pid))
  }

  private setMissing(thread: WatchedThread, sentence: string | undefined): void {
    if (thread.missing === sentence) return
    thread.missing = sentence
    this.tools.dictionary.setThread(thread.entry(this.pid))
  }

  /** Reports what the process is, where that has changed. */
  private tell(python = this.python): void {
    const process = describeProcess(this.followed, this.executable, this.finder.missing, python?.reader)
    const text = JSON.stringify(process)
    if (text === this.told) return
    this.told = text
    this.tools.onProcess(process)
  }
}
