import { readFileSync } from 'node:fs'
import type { ActivityThread } from '../../../contract/activity.ts'
import type { TaskInfo } from '../../../contract/frame.ts'
import type { ActivityProcess } from '../../monitor/activity/activity-source.ts'
import { BirthCounts } from './births.ts'
import type { BirthEvidence } from '../evidence.ts'
import { SeenProcess } from './seen-process.ts'
import { SeenThread } from './seen-thread.ts'

/** Ended threads, and ended processes, that are kept one by one. Chosen: more than a person reads, and some MB. */
const MAX_ENDED = 300
/** Looks at a new process after which its command line no longer changes: an `exec` follows a `fork` at once. */
const COMMAND_LOOKS = 3

/** All processes and threads of the program. Those that ended are forgotten when there are too many, the shortest first. */
export class ProgramBook {
  private readonly rootPid: number
  private readonly seenProcesses: SeenProcess[] = []
  private readonly seenThreads: SeenThread[] = []
  private readonly threadsByKey = new Map<string, SeenThread>()
  private readonly processesByPid = new Map<number, SeenProcess>()
  private readonly births = new BirthCounts()
  readonly omitted = { processes: 0, threads: 0 }
  private readonly onForget: (thread: SeenThread) => void
  private endedSince = 0

  constructor(rootPid: number, onForget: (thread: SeenThread) => void) {
    this.rootPid = rootPid
    this.onForget = onForget
  }

  /** The program's first process first. */
  get processes(): readonly SeenProcess[] {
    return this.seenProcesses
  }

  get threads(): readonly SeenThread[] {
    return this.seenThreads
  }

  get root(): SeenProcess | undefined {
    return this.seenProcesses.find(({ pid, parent }) => pid === this.rootPid && parent === undefined)
  }

  /** The latest of that pid. */
  process(pid: number): SeenProcess | undefined {
    return this.processesByPid.get(pid)
  }

  addProcess(info: TaskInfo, parent: SeenProcess | undefined, startNs: number, existed: boolean): SeenProcess {
    const { pid, startTime, name } = info
    const known = this.processesByPid.get(pid)
    if (known !== undefined && known.startTime === startTime) return known
    const process = new SeenProcess({ pid, startTime, name, parent, startNs, existed })
    process.command = commandOf(pid)
    this.seenProcesses.push(process)
    this.processesByPid.set(pid, process)
    if (parent !== undefined) parent.childrenSeen++
    return process
  }

  addThread(process: SeenProcess, tid: number, startTime: number, startNs: number, existed: boolean): SeenThread {
    const key = `${process.pid}/${tid}@${startTime}`
    const known = this.threadsByKey.get(key)
    if (known !== undefined) return known
    const thread = new SeenThread({ process, tid, startTime, startNs, existed })
    this.seenThreads.push(thread)
    this.threadsByKey.set(key, thread)
    return thread
  }

  /** The thread of an entry of the activity reader's dictionary; undefined while its process is not known to the sampler. */
  threadOf(entry: ActivityThread, startNs: number): SeenThread | undefined {
    const process = this.processesByPid.get(entry.pid)
    if (process === undefined) return undefined
    const existed = process.existed && startNs <= process.startNs
    const thread = this.addThread(process, entry.tid, entry.startTime, startNs, existed)
    thread.entry = entry
    return thread
  }

  describe(activity: ActivityProcess, tNs: number): void {
    const process = this.processesByPid.get(activity.pid)
    if (process === undefined) return
    this.readCommand(process, tNs)
    // What is told of a process that ends may be less than what was known of it.
    const { python, runtime, missing } = activity
    if (python !== undefined || runtime !== undefined || missing !== undefined) process.activity = activity
  }

  /** A look at a living process. */
  look(process: SeenProcess, tNs: number): void {
    if (process.facts.looks <= COMMAND_LOOKS) this.readCommand(process, tNs)
  }

  rename(process: SeenProcess, name: string, tNs: number): void {
    if (process.name === name) return
    process.name = name
    this.readCommand(process, tNs)
  }

  /** A command line that has changed is that of another program. */
  private readCommand(process: SeenProcess, tNs: number): void {
    const command = commandOf(process.pid, process.command)
    if (command.join('\0') === process.command.join('\0')) return
    process.command = command
    process.startUp.exec(tNs)
    process.facts.exec()
  }

  /** A thread or a process has ended: forgets some when there are too many. */
  ended(): void {
    if (++this.endedSince < MAX_ENDED / 3) return
    this.endedSince = 0
    for (const thread of surplus(this.seenThreads, ({ main }) => !main)) this.forgetThread(thread)
    for (const process of surplus(this.seenProcesses, (seen) => seen !== this.root)) this.forgetProcess(process)
  }

  /** Of those that are listed, and those that are forgotten. */
  birthEvidence(): readonly BirthEvidence[] {
    const births = this.births.copy()
    for (const thread of this.seenThreads) if (!thread.existed && !thread.main) births.addThread(thread)
    for (const process of this.seenProcesses) if (!process.existed && process !== this.root) births.addProcess(process)
    return births.evidence((process) => {
      const position = process === undefined ? -1 : this.seenProcesses.indexOf(process)
      return position < 0 ? undefined : position
    })
  }

  private forgetThread(thread: SeenThread): void {
    if (!thread.existed && !thread.main) this.births.addThread(thread)
    this.threadsByKey.delete(`${thread.process.pid}/${thread.tid}@${thread.startTime}`)
    this.seenThreads.splice(this.seenThreads.indexOf(thread), 1)
    this.omitted.threads++
    this.onForget(thread)
  }

  private forgetProcess(process: SeenProcess): void {
    if (!process.existed) this.births.addProcess(process)
    for (const thread of this.seenThreads.filter((each) => each.process === process)) this.forgetThread(thread)
    this.births.forget(process)
    if (this.processesByPid.get(process.pid) === process) this.processesByPid.delete(process.pid)
    this.seenProcesses.splice(this.seenProcesses.indexOf(process), 1)
    this.omitted.processes++
  }
}

/** The shortest of those that ended, above the number that is kept. */
function surplus<Seen extends { readonly startNs: number; readonly endNs: number }>(
  all: readonly Seen[],
  mayGo: (seen: Seen) => boolean,
): readonly Seen[] {
  const ended = all.filter((seen) => Number.isFinite(seen.endNs))
  if (ended.length <= MAX_ENDED) return []
  const shortest = ended.filter(mayGo).toSorted((a, b) => a.endNs - a.startNs - (b.endNs - b.startNs))
  return shortest.slice(0, ended.length - MAX_ENDED)
}

/** Empty where it cannot be read; a zombie has none, and keeps what it had. */
function commandOf(pid: number, before: readonly string[] = []): readonly string[] {
  try {
    const text = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return text === '' ? before : text.replace(/\0$/, '').split('\0')
  } catch {
    return before
  }
}
