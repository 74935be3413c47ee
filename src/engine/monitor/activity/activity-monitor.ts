import type { ActivityGil, ActivityReport, ActivityThread } from '../../../contract/activity.ts'
import { MonitorThread } from '../monitor-thread.ts'
import type { ActivityCommand, ActivityData, ActivityMessage, ReaderReport } from './activity-messages.ts'
import type { ActivityListener, ActivityMonitor, ActivityProcess, FollowedProcess, Rates } from './activity-source.ts'
import { DEFAULT_RATES } from './activity-source.ts'
import { shifted } from './shifted-window.ts'
import { StackTable } from './stack-table.ts'

/** The activity thread starts with the first process that is followed. @param thread its built entry */
export function createActivityMonitor({ thread }: { readonly thread: URL }): ActivityMonitor {
  return new ThreadActivityMonitor(thread)
}

class ThreadActivityMonitor implements ActivityMonitor {
  private readonly wake = new Int32Array(new SharedArrayBuffer(4))
  private readonly thread: MonitorThread<ActivityData, ActivityCommand, ActivityMessage>
  private readonly listeners = new Set<ActivityListener>()
  private readonly followed = new Map<number, FollowedProcess>()
  private readonly processes = new Map<number, ActivityProcess>()
  private threads = new Map<number, ActivityThread>()
  private gils = new Map<number, ActivityGil>()
  private readonly stacks = new StackTable()
  private readonly reports = new Map<number, (report: ReaderReport | undefined) => void>()
  private reportsAsked = 0
  /** Positions of the dictionary that an activity thread which crashed has used. */
  private readonly offset = { threads: 0, gils: 0 }
  private next = { threads: 0, gils: 0 }
  private rates = DEFAULT_RATES
  private looked: number | undefined

  constructor(url: URL) {
    this.thread = new MonitorThread(
      { url, name: 'The activity thread', data: { wake: this.wake } },
      {
        onMessage: (message) => this.handle(message),
        onCrash: (message, again) => this.recover(message, again),
      },
    )
  }

  follow({ pid, startTime }: FollowedProcess): void {
    if (this.followed.has(pid)) return
    const process = { pid, startTime }
    this.followed.set(pid, process)
    if (this.thread.start()) this.repeat()
    else this.send({ type: 'follow', process })
    this.thread.hold(true)
  }

  unfollow(pid: number): void {
    this.send({ type: 'unfollow', pid })
    this.left(pid)
  }

  listen(listener: ActivityListener): () => void {
    this.listeners.add(listener)
    listener.onThreads?.([...this.threads.values()], [...this.gils.values()])
    for (const process of this.processes.values()) listener.onProcess?.(process)
    return () => void this.listeners.delete(listener)
  }

  setRates(rates: Rates): void {
    this.rates = rates
    this.send({ type: 'rates', rates })
  }

  lookAt(pid: number | undefined): void {
    this.looked = pid
    this.send({ type: 'look', pid })
  }

  async report(): Promise<ActivityReport> {
    const report = await this.ask()
    return {
      rateAsked: this.rates.samples,
      rateAchieved: report !== undefined && report.seconds > 0 ? report.samples / report.seconds : 0,
      functionsRate: this.rates.functions,
      cpuSeconds:
        report === undefined || Number.isNaN(report.cpuSeconds)
          ? { missing: 'the activity thread did not run' }
          : report.cpuSeconds,
      remarks: [...(report?.remarks ?? [])],
    }
  }

  async close(): Promise<void> {
    this.listeners.clear()
    await this.thread.close()
    this.answerAll()
  }

  private ask(): Promise<ReaderReport | undefined> {
    if (!this.thread.running) return Promise.resolve(undefined)
    const id = this.reportsAsked++
    return new Promise((resolve) => {
      this.reports.set(id, resolve)
      this.send({ type: 'report', id })
    })
  }

  private send(command: ActivityCommand): void {
    this.thread.send(command)
    Atomics.add(this.wake, 0, 1)
    Atomics.notify(this.wake, 0)
  }

  private handle(message: ActivityMessage): void {
    switch (message.type) {
      case 'entries':
        return this.learn(message.threads, message.gils)
      case 'process':
        this.processes.set(message.process.pid, message.process)
        return this.tell((listener) => listener.onProcess?.(message.process))
      case 'window':
        return this.emitWindow(message)
      case 'stacks': {
        const samples = this.stacks.samples(message.stacks, this.offset.threads)
        return this.tell((listener) => listener.onStacks?.(samples))
      }
      case 'facts':
        return this.tell((listener) => listener.onFacts?.(message.tNs, message.facts))
      case 'unfollowed':
        return this.left(message.pid)
      case 'report':
        this.reports.get(message.id)?.(message.report)
        return void this.reports.delete(message.id)
    }
  }

  private learn(threads: readonly ActivityThread[], gils: readonly ActivityGil[]): void {
    const { offset, next } = this
    const movedThreads = threads.map((entry) => ({ ...entry, thread: entry.thread + offset.threads }))
    const movedGils = gils.map((entry) => ({ ...entry, gil: entry.gil + offset.gils }))
    for (const entry of movedThreads) this.threads.set(entry.thread, entry)
    for (const entry of movedGils) this.gils.set(entry.gil, entry)
    for (const { thread } of movedThreads) next.threads = Math.max(next.threads, thread + 1)
    for (const { gil } of movedGils) next.gils = Math.max(next.gils, gil + 1)
    this.tell((listener) => listener.onThreads?.(movedThreads, movedGils))
  }

  private emitWindow({ built, ended }: Extract<ActivityMessage, { type: 'window' }>): void {
    const { window, details, turns } = shifted(built, this.offset)
    this.tell((listener) => {
      listener.onWindow?.(window, details)
      if (turns !== undefined) listener.onTurns?.(turns)
    })
    for (const index of ended) this.threads.delete(index + this.offset.threads)
  }

  private tell(call: (listener: ActivityListener) => void): void {
    for (const listener of this.listeners) call(listener)
  }

  private left(pid: number): void {
    this.followed.delete(pid)
    this.processes.delete(pid)
    for (const [index, gil] of this.gils) if (gil.pid === pid) this.gils.delete(index)
    if (this.followed.size === 0) this.thread.hold(false)
  }

  private recover(warning: string, again: boolean): void {
    this.threads = new Map()
    this.gils = new Map()
    Object.assign(this.offset, this.next)
    this.answerAll()
    this.tell((listener) => listener.onWarning?.(warning))
    if (again && this.followed.size > 0 && this.thread.start()) this.repeat()
  }

  /** Sends a thread that has just begun all that it should know. */
  private repeat(): void {
    this.send({ type: 'rates', rates: this.rates })
    this.send({ type: 'look', pid: this.looked })
    for (const process of this.followed.values()) this.send({ type: 'follow', process })
  }

  private answerAll(): void {
    for (const answer of this.reports.values()) answer(undefined)
    this.reports.clear()
  }
}
