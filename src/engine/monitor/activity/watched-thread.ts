import type { ActivityThread } from '../../../contract/activity.ts'
import { TASK_STATES, type TaskState } from '../../../contract/frame.ts'
import { type ProcFile, procFile, type ProcReader } from '../proc-file.ts'
import { decodeName, parseSchedstat, parseStat, STAT, statFields } from '../proc-parse.ts'
import type { StackFrame } from './activity-source.ts'
import { CODE, HAS_TARGET, WANTS_TO_RUN } from './codes.ts'
import { CpuSettler } from './cpu-settler.ts'
import type { LibraryWait } from './library-waits.ts'
import { isOtherEndInParent } from './pipe-ends.ts'
import { parseSyscall, type SyscallLine } from './syscall-line.ts'
import { ThreadHistory } from './thread-history.ts'
import { WindowReader } from './thread-window.ts'
import { kernelWait, type WaitContext, writes } from './thread-wait.ts'

/** Looks in a row that found the same wait, after which fewer look: every 4th, and much later every 16th. Chosen. */
const QUIET = 20
const VERY_QUIET = 200

const sched = new Float64Array(3)
const stat = statFields()
const next: SyscallLine = { number: 0, first: 0, second: 0, fourth: 0 }

/** Whether a look found the thread as it was, or changed, or gone; `denied`: it may not be read; `busy`: too many files are open. */
export type SampleOutcome = 'same' | 'changed' | 'gone' | 'denied' | 'busy'

/** One thread, looked at through `/proc/PID/task/TID/`. */
export class WatchedThread {
  readonly tid: number
  readonly index: number
  /** When it was first seen. */
  readonly sinceNs: number
  name: string
  readonly startTime: number
  python = false
  missing: string | undefined
  /** Code of what the kernel says that it waits for; -1 while it is runnable. */
  waits = -1
  /** It waits to write. */
  writing = false
  /** Counts the waits that began. */
  moves = 0
  /** Looks in a row that found the same wait. */
  quiet = 0
  /** It was runnable at some look since the last end of a window. */
  ran = true
  /** Python's own mark that the program's end does not wait for it; undefined where that is not known. */
  daemon: boolean | undefined
  /** It has an event loop: it was seen in its selector. */
  loop = false
  /** The lowest descriptor of an event loop that it waited for; Infinity before it did. */
  selector = Infinity
  /** GIL of its interpreter, by address; 0 without. */
  gil = 0
  stack: { readonly frames: readonly StackFrame[]; readonly move: number; readonly tNs: number } | undefined
  readonly line: SyscallLine = { number: NaN, first: 0, second: 0, fourth: 0 }
  readonly history: ThreadHistory
  readonly window = new WindowReader()
  readonly settler: CpuSettler
  private pipe: { readonly move: number; readonly inside: boolean | undefined } | undefined
  /** What waits were found to be by their stacks, by `key`; none where the library says nothing. */
  private readonly library = new Map<number, LibraryWait | 'none'>()
  private readonly reader: ProcReader
  private readonly syscall: ProcFile
  private readonly schedstat: ProcFile
  private readonly folder: string

  constructor(reader: ProcReader, pid: number, tid: number, index: number, tNs: number) {
    this.folder = `/proc/${pid}/task/${tid}`
    this.reader = reader
    this.tid = tid
    this.index = index
    this.sinceNs = tNs
    this.syscall = procFile(`${this.folder}/syscall`)
    this.schedstat = procFile(`${this.folder}/schedstat`)
    const known = this.readStat()
    this.name = known ? this.readName() : ''
    this.startTime = known ? stat.numbers[STAT.startTime]! : NaN
    this.history = new ThreadHistory(tNs, CODE.unknown, 0)
    this.settler = new CpuSettler(this.history, tNs, () => this.cpuNs())
  }

  /** False where the thread was gone before it could be looked at. */
  get known(): boolean {
    return !Number.isNaN(this.startTime)
  }

  entry(pid: number): ActivityThread {
    const { index, tid, startTime, name, python, daemon, missing } = this
    return { thread: index, pid, tid, startTime, name, python, daemon, missing }
  }

  /** Whether this look may leave the thread out, the `turn`th one. */
  rests(turn: number): boolean {
    if (this.quiet <= QUIET) return false
    return (turn + this.tid) % (this.quiet > VERY_QUIET ? 16 : 4) !== 0
  }

  look(context: WaitContext): SampleOutcome {
    const length = this.reader.read(this.syscall)
    if (typeof length !== 'number') return length === 'unsupported' ? 'denied' : length
    if (!parseSyscall(this.reader.bytes, length, next)) return length === 0 ? 'gone' : 'denied'
    const { line } = this
    if (next.number === line.number && next.first === line.first && next.second === line.second) {
      if (this.waits >= 0) this.quiet++
      return 'same'
    }
    line.number = next.number
    line.first = next.first
    line.second = next.second
    line.fourth = next.fourth
    this.waits = kernelWait(line, context)
    this.writing = writes(line, context)
    this.quiet = 0
    this.moves++
    return 'changed'
  }

  /** Its state as the kernel has it, which is shown where no more may be read; undefined where it is gone. */
  state(): TaskState | undefined {
    return this.readStat() ? TASK_STATES[stat.state] : undefined
  }

  /** Reads its name again: it may change it. Returns whether it did. */
  rename(): boolean {
    if (!this.readStat()) return false
    const name = this.readName()
    const changed = name !== this.name
    this.name = name
    return changed
  }

  /** Goes on with what it does now. */
  see(tNs: number, code: number): void {
    if (WANTS_TO_RUN[code] === 1) this.ran = true
    this.history.see(tNs, code, HAS_TARGET[code] === 1 ? this.target : 0)
  }

  /** Code of the wait that lasts, by what such waits of this thread were found to be before, if they were. */
  waitCode(): number {
    const found = this.library.get(this.key)
    if (found === undefined || found === 'none') return this.loop && this.waits === CODE.poll ? CODE.loop : this.waits
    return CODE[found]
  }

  /** Keeps what the stack said of the wait that lasts; corrects its history. */
  learn(wait: LibraryWait | undefined): void {
    const before = this.waitCode()
    if (wait === 'loop') this.loop = true
    if (this.library.size >= 64) this.library.clear()
    this.library.set(this.key, wait ?? 'none')
    const after = this.waitCode()
    if (before !== after) this.history.recode(before, after)
  }

  /** Whether the pipe that it waits for, as its history says, has its other end in the parent of its process. Looked up once a wait. */
  pipeInside(pid: number, target: number): boolean | undefined {
    if (this.pipe?.move !== this.moves)
      this.pipe = { move: this.moves, inside: isOtherEndInParent(pid, Math.abs(target) - 1, target < 0) }
    return this.pipe.inside
  }

  cpuNs(): number {
    const length = this.reader.read(this.schedstat)
    return typeof length === 'number' && parseSchedstat(this.reader.bytes, length, sched) ? sched[0]! : NaN
  }

  close(): void {
    this.reader.close(this.syscall)
    this.reader.close(this.schedstat)
  }

  /**
   * What it waits for: the address of a futex, negative where the wait has a time limit; or a pipe's descriptor, counted from 1 and
   * negative where it writes. 0 for all else.
   */
  private get target(): number {
    const { first, fourth } = this.line
    if (this.waits === CODE.lock) return fourth === 0 ? first : -first
    if (this.waits !== CODE.pipe) return 0
    return this.writing ? -first - 1 : first + 1
  }

  /** Key of a call: its futex, else its number and first argument, which is small then. */
  private get key(): number {
    const { number, first } = this.line
    return first < 2 ** 24 ? number * 2 ** 24 + first : first
  }

  private readStat(): boolean {
    const length = this.reader.readOnce(`${this.folder}/stat`)
    return typeof length === 'number' && parseStat(this.reader.bytes, length, stat)
  }

  /** Name in what `readStat` has just read. */
  private readName(): string {
    return decodeName(this.reader.bytes, stat.nameFrom, stat.nameTo)
  }
}
