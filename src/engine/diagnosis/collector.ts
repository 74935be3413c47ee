import type { ActivityWindow } from '../../contract/activity.ts'
import type { Frame } from '../../contract/frame.ts'
import { sum } from '../../contract/statistics.ts'
import type { Exit } from '../../contract/observation.ts'
import type { ActivityListener, ProcessFacts, WindowDetails } from '../monitor/activity/activity-source.ts'
import type { MonitorListener } from '../monitor/monitor.ts'
import { ActivityBook } from './collecting/activity-book.ts'
import { CoroutineBook } from './collecting/coroutines.ts'
import { TimelineBook } from './collecting/timeline.ts'
import { GilBook } from './collecting/gils.ts'
import { LockBook } from './collecting/locks.ts'
import { MachineBook } from './collecting/machine.ts'
import { ProgramBook } from './collecting/program-book.ts'
import { TaskBook } from './collecting/task-book.ts'
import { processEvidence, threadEvidence } from './collecting/to-evidence.ts'
import type { BirthEvidence, Evidence } from './evidence.ts'

/** Turns what the sampler and the activity reader see of a program into evidence, while it goes on. Its memory is bounded. */
export interface EvidenceCollector {
  readonly onMonitor: Required<Pick<MonitorListener, 'onFrame' | 'onTasks'>>
  readonly onActivity: ActivityListener
  /** How a process ended, as its parent was told. */
  exited(pid: number, exit: Exit): void
  /** The last lines that the program wrote to standard error. */
  wrote(lines: readonly string[]): void
  /** The evidence so far: a new object, cheap enough for once a second. */
  evidence(): Evidence
}

export interface CollectorOptions {
  /** pid of the program's first process. */
  readonly root: number
  readonly attached: boolean
  /** When Coreglow started it, or began to watch it, ns. */
  readonly startNs: number
}

/** Lines of standard error that are kept. */
const MAX_LINES = 20

export function createEvidenceCollector(options: CollectorOptions): EvidenceCollector {
  return new Collector(options)
}

class Collector implements EvidenceCollector {
  private readonly options: CollectorOptions
  private readonly locks = new LockBook()
  private readonly book: ProgramBook
  private readonly tasks: TaskBook
  private readonly activities: ActivityBook
  private readonly gils: GilBook
  private readonly coroutines = new CoroutineBook()
  private readonly machine = new MachineBook()
  private readonly timeline: TimelineBook
  private lines: readonly string[] = []
  private frameNs: number
  private nowNs: number
  private usedNs = 0

  constructor(options: CollectorOptions) {
    this.options = options
    this.book = new ProgramBook(options.root, (thread) => this.locks.forget(thread))
    this.tasks = new TaskBook(this.book, options)
    this.activities = new ActivityBook(this.book, this.locks)
    this.gils = new GilBook(this.book)
    this.timeline = new TimelineBook(options.startNs)
    this.frameNs = this.nowNs = options.startNs
  }

  readonly onMonitor: EvidenceCollector['onMonitor'] = {
    onTasks: (tasks, _generation, reset) => this.tasks.describe(tasks, reset),
    onFrame: (frame) => this.addFrame(frame),
  }

  readonly onActivity: ActivityListener = {
    onThreads: (threads, gils) => {
      this.activities.describe(threads)
      this.gils.describe(gils, this.nowNs)
    },
    onProcess: (process) => this.book.describe(process, this.nowNs),
    onWindow: (window, details) => this.addWindow(window, details),
    onStacks: (stacks) => {
      this.nowNs = Math.max(this.nowNs, stacks.tNs)
      this.activities.addStacks(stacks)
    },
    onFacts: (tNs, facts) => this.addFacts(tNs, facts),
  }

  exited(pid: number, exit: Exit): void {
    const process = this.book.process(pid)
    if (process === undefined) return
    process.exit = exit
    if (process.endNs === Infinity) process.endNs = this.nowNs
  }

  wrote(lines: readonly string[]): void {
    this.lines = [...this.lines, ...lines].slice(-MAX_LINES)
  }

  evidence(): Evidence {
    const { processes, threads, root, omitted } = this.book
    const seconds = (tNs: number) => (tNs - this.options.startNs) / 1e9
    const births = this.book.birthEvidence()
    const { endNs } = this
    return {
      seconds: seconds(endNs),
      cores: this.machine.cores,
      usableCores: this.usableCores,
      attached: this.options.attached,
      ended: root !== undefined && Number.isFinite(root.endNs),
      ...(root?.exit !== undefined && { exit: root.exit }),
      lastLines: this.lines,
      cpuSeconds: this.usedNs / 1e9,
      machine: this.machine.evidence(),
      processes: processes.map((process, position) => ({
        ...processEvidence(process, processes, endNs, seconds),
        coroutines: this.coroutines.evidence(process),
        threadsBegun: Math.max(process.threadsMade.total, threadsBornOf(position, births)),
      })),
      threads: threads.map((thread) => threadEvidence(thread, processes, seconds)),
      births,
      omitted: { ...omitted },
      gils: this.gils.evidence(seconds),
      locks: this.locks.evidence(processes, threads),
      timeline: this.timeline.evidence(endNs, seconds),
    }
  }

  /** The latest moment that was seen; the end of the last process where all have ended. */
  private get endNs(): number {
    const lastNs = Math.max(...this.book.processes.map(({ endNs }) => endNs))
    return Number.isFinite(lastNs) ? lastNs : this.nowNs
  }

  /** Of the first process: it decides for its children too. */
  private get usableCores(): number {
    const { affinity, quota = NaN } = this.book.root?.facts ?? {}
    const limits = [this.machine.cores, affinity?.last ?? NaN, quota].filter((limit) => !Number.isNaN(limit))
    return limits.length === 0 ? NaN : Math.min(...limits)
  }

  private addFrame(frame: Frame): void {
    const { usedNs, ownNs } = this.tasks.add(frame)
    this.usedNs += usedNs
    this.machine.add(frame, this.usedNs, ownNs)
    this.timeline.add('coresBusy', this.frameNs, frame.tNs, usedNs / (frame.tNs - this.frameNs))
    this.frameNs = frame.tNs
    this.nowNs = Math.max(this.nowNs, frame.tNs)
  }

  private addWindow(window: ActivityWindow, details: WindowDetails): void {
    const { fromNs, toNs, inFlight } = window
    this.timeline.add('wantToRun', fromNs, toNs, this.activities.add(window, details))
    this.gils.add(window, details)
    this.timeline.add('inFlight', fromNs, toNs, inFlight)
    for (const [pid, pending] of details.coroutines) {
      const process = this.book.process(pid)
      if (process !== undefined) this.coroutines.add(process, pending, toNs - fromNs)
    }
    for (const [pid, made] of details.begun ?? []) this.book.process(pid)?.made(made)
    this.nowNs = Math.max(this.nowNs, toNs)
  }

  private addFacts(tNs: number, facts: readonly ProcessFacts[]): void {
    for (const fact of facts) {
      const process = this.book.process(fact.pid)
      if (process === undefined) continue
      process.facts.add(fact)
      this.book.look(process, tNs)
    }
  }
}

function threadsBornOf(process: number, births: readonly BirthEvidence[]): number {
  return sum(births.filter((birth) => birth.kind === 'thread' && birth.process === process).map(({ count }) => count))
}
