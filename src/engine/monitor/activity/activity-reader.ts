import { accessSync } from 'node:fs'
import { nowNs } from '../../host/clock.ts'
import { type ProcFile, procFile, ProcReader } from '../proc-file.ts'
import { parseSchedstat } from '../proc-parse.ts'
import { DEFAULT_RATES, type FollowedProcess, type ProcessFacts, type Rates } from './activity-source.ts'
import type { ReaderMessage, ReaderReport } from './activity-messages.ts'
import { Dictionary } from './dictionary.ts'
import type { OpenInterpreter } from './interpreter-finder.ts'
import { ACCOUNT_NS, Pace } from './pace.ts'
import { StackNumbers } from './stack-numbers.ts'
import { StackWatch } from './stack-watch.ts'
import { callKinds } from './system-calls.ts'
import { WatchedProcess } from './watched-process.ts'
import { WindowQueue } from './window-queue.ts'

const FACTS_NS = 250_000_000
const MEMORY_NS = 1_000_000_000
/** Memory of a process that has been followed for less time is read with all other facts: what a worker copies, it copies first. Chosen. */
const YOUNG_NS = 2_000_000_000
/** Files of `/proc` that stay open, two a thread; with more threads they are opened for each look. Chosen: most systems allow 1024. */
const OPEN_FILES = 800
/** Samples that are due within this are made together, ns: waking up costs more than a sample. Measured: 20 to 30 us. */
const TOGETHER_NS = 300_000

export interface ReaderTools {
  readonly open: OpenInterpreter
  readonly readFacts: (pid: number, withMemory: boolean) => ProcessFacts | undefined
  readonly emit: (message: ReaderMessage) => void
}

interface Followed {
  readonly process: WatchedProcess
  readonly stacks: StackWatch
  readonly sinceNs: number
  dueNs: number
}

/** Reads what all followed processes do, step by step. */
export class ActivityReader {
  private readonly tools: ReaderTools
  private readonly files = new ProcReader(OPEN_FILES)
  private readonly own: ProcFile = procFile('/proc/thread-self/schedstat')
  private readonly dictionary = new Dictionary()
  private readonly numbers = new StackNumbers()
  private readonly pace = new Pace()
  private readonly windows: WindowQueue
  private readonly followed = new Map<number, Followed>()
  private readonly problem = whyNot()
  private functionsHz = DEFAULT_RATES.functions
  private looked: number | undefined
  private functionsNs = 0
  private factsNs = 0
  private memoryNs = 0
  private accountNs = 0
  private samples = 0
  private endedNs = 0
  private mostThreads = 0

  constructor(tools: ReaderTools) {
    this.tools = tools
    this.windows = new WindowQueue(tools.emit)
  }

  follow(process: FollowedProcess): void {
    if (this.followed.has(process.pid)) return
    if (this.problem !== undefined)
      return this.tools.emit({ type: 'process', process: { ...process, missing: this.problem } })
    const tNs = nowNs()
    const { files: reader, dictionary, tools } = this
    const watched = new WatchedProcess(
      process,
      { reader, dictionary, open: tools.open, onProcess: (told) => tools.emit({ type: 'process', process: told }) },
      tNs,
    )
    const entry = { process: watched, stacks: new StackWatch(watched, tNs), sinceNs: tNs, dueNs: tNs }
    this.followed.set(process.pid, entry)
    this.windows.begin(tNs)
    this.postFacts(tNs, [entry], () => true)
  }

  unfollow(pid: number): void {
    const entry = this.followed.get(pid)
    if (entry !== undefined) this.leave(entry, nowNs())
  }

  setRates({ samples, functions }: Rates): void {
    this.pace.hz = samples
    this.functionsHz = functions
  }

  lookAt(pid: number | undefined): void {
    this.looked = pid
    const entry = pid === undefined ? undefined : this.followed.get(pid)
    if (entry !== undefined) entry.dueNs = 0
  }

  /**
   * Does what is due. Returns the pause until the next sample, ns; undefined where nothing is to be done. All else is done
   * beside samples, because waking up costs more than they do.
   */
  step(): number | undefined {
    const tNs = nowNs()
    const windowEnds = this.windows.isDue(tNs)
    for (const entry of this.followed.values()) if (windowEnds || entry.dueNs <= tNs + TOGETHER_NS) this.sample(entry)
    if (this.functionsHz > 0 && tNs >= this.functionsNs) this.readFunctions(tNs)
    this.postEntries()
    if (windowEnds) this.endWindow(tNs)
    return this.pause()
  }

  report(): ReaderReport {
    const tNs = nowNs()
    let ns = this.endedNs
    for (const { sinceNs } of this.followed.values()) ns += tNs - sinceNs
    return { samples: this.samples, seconds: ns / 1e9, cpuSeconds: this.ownCpuNs() / 1e9, remarks: this.remarks() }
  }

  private sample(entry: Followed): void {
    const tNs = nowNs()
    const { process, stacks } = entry
    process.sample(tNs)
    this.samples++
    if (process.gone) return this.leave(entry, tNs)
    stacks.readWaits(tNs)
    entry.dueNs = Math.max(entry.dueNs + this.pace.pauseNs(process.quiet, process.pid === this.looked), tNs)
  }

  private endWindow(tNs: number): void {
    this.windows.end(tNs, this.processes(), this.looked)
    if (tNs >= this.factsNs) this.readFacts(tNs)
    if (tNs >= this.accountNs) this.account(tNs)
  }

  private leave(entry: Followed, tNs: number): void {
    const { process, sinceNs } = entry
    if (!process.gone) this.postFacts(tNs, [entry], () => true)
    this.followed.delete(process.pid)
    this.endedNs += tNs - sinceNs
    process.close(tNs)
    this.windows.leave(process)
    this.tools.emit({ type: 'unfollowed', pid: process.pid })
  }

  private readFunctions(tNs: number): void {
    this.functionsNs = tNs + (1e9 / this.functionsHz) * this.pace.slowdown * (0.5 + Math.random())
    const samples = [...this.followed.values()].flatMap(({ stacks }) => stacks.round(tNs))
    if (samples.length === 0) return
    this.postEntries()
    this.tools.emit({ type: 'stacks', stacks: this.numbers.columns(tNs, samples) })
  }

  private postEntries(): void {
    const { threads, gils } = this.dictionary.take()
    if (threads.length > 0 || gils.length > 0) this.tools.emit({ type: 'entries', threads, gils })
  }

  private readFacts(tNs: number): void {
    this.factsNs = tNs + FACTS_NS
    const isMemoryDue = tNs >= this.memoryNs
    if (isMemoryDue) this.memoryNs = tNs + MEMORY_NS
    this.postFacts(tNs, [...this.followed.values()], ({ sinceNs }) => isMemoryDue || tNs - sinceNs < YOUNG_NS)
  }

  private postFacts(tNs: number, entries: readonly Followed[], withMemory: (entry: Followed) => boolean): void {
    const facts = entries.flatMap((entry) => this.tools.readFacts(entry.process.pid, withMemory(entry)) ?? [])
    if (facts.length > 0) this.tools.emit({ type: 'facts', tNs, facts })
  }

  private account(tNs: number): void {
    this.accountNs = tNs + ACCOUNT_NS
    this.pace.account(tNs, this.ownCpuNs())
    let threads = 0
    for (const { process } of this.followed.values()) threads += process.threads.size
    this.mostThreads = Math.max(this.mostThreads, threads)
  }

  private ownCpuNs(): number {
    const length = this.files.read(this.own)
    const figures = new Float64Array(3)
    return typeof length === 'number' && parseSchedstat(this.files.bytes, length, figures) ? figures[0]! : NaN
  }

  private remarks(): readonly string[] {
    const { worst, hz } = this.pace
    if (worst < 1.25) return []
    const reached = Math.round(hz / worst)
    return [
      `With ${this.mostThreads} threads the rate fell to about ${reached} samples a second at times, because Coreglow uses no more than a tenth of a core to read them.`,
    ]
  }

  private pause(): number | undefined {
    if (this.followed.size === 0) return this.windows.isEmpty ? undefined : Math.max(0, this.windows.dueNs - nowNs())
    let dueNs = Infinity
    for (const entry of this.followed.values()) dueNs = Math.min(dueNs, entry.dueNs)
    return Math.max(0, dueNs - nowNs())
  }

  private processes(): readonly WatchedProcess[] {
    return [...this.followed.values()].map(({ process }) => process)
  }
}

/** Why nothing can be read on this system, as a sentence; undefined where it can. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'What threads do is read from /proc, which only Linux has.'
  if (callKinds(process.arch) === undefined)
    return `What threads wait for is not known on ${process.arch}: its numbers of system calls are not in Coreglow yet.`
  try {
    accessSync('/proc/self/syscall')
    return undefined
  } catch {
    return 'This kernel does not show which system call a thread is in (/proc/PID/syscall).'
  }
}
