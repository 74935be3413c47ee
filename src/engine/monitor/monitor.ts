import { readFile } from 'node:fs/promises'
import type { Frame, MonitorSource, TaskInfo, TopProcess } from '../../contract/frame.ts'
import { LIMITS } from '../../contract/limits.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { CpuAccount, NoAccount } from './cpu-account.ts'
import { Decimator } from './decimator.ts'
import type { SamplerCommand, SamplerData, SamplerMessage, Tick } from './messages.ts'
import { monitorSources } from './platform.ts'
import { MonitorThread } from './monitor-thread.ts'
import { nowNs } from '../host/clock.ts'
import type { Watch } from './source.ts'
import { NO_DISTURBANCES, type Disturbances } from '../observation/disturbances.ts'
import { createViewers, type Viewers, type ViewerState } from './viewers.ts'

/** Callbacks of a listener. Their data is plain, copied out of the sampler thread. */
export interface MonitorListener {
  readonly onFrame?: (frame: Frame) => void
  /** `reset`: these are all the tasks there are, under a new generation. */
  readonly onTasks?: (tasks: readonly TaskInfo[], generation: number, reset: boolean) => void
  readonly onTop?: (processes: readonly TopProcess[]) => void
  readonly onWarning?: (message: string) => void
}

/**
 * The sampler thread, seen from the engine. It samples while at least one listener is there, at the highest rate that
 * any of them asked for (1 to 100 Hz), on absolute deadlines, and sleeps otherwise. A listener that asked for less gets
 * the frames nearest to its own deadlines; `seq` and `missed` count as if it had the sampler to itself.
 */
export interface Monitor {
  /** Gets the dictionary as it is at once, then frames. `rate` in Hz. Returns how to stop. */
  listen(rate: number, listener: MonitorListener): () => void
  /**
   * From now on the process, its threads and its descendants are in the frames, until `unwatch` or until they are all
   * gone. Role `app` is one row for the whole process, without its threads and without its children. Who watches what is
   * watched already has to `unwatch` it too, and its role stays.
   */
  watch(target: Watch): void
  unwatch(pid: number): void
  /** Counts who uses the cores from now on: every process of the system. The sampler must run until it is closed. */
  openAccount(): OpenAccount
  readonly viewers: Viewers
  readonly disturbances: Disturbances
  readonly sources: () => Promise<readonly MonitorSource[]>
  /** CPU ns that the sampler thread has used; undefined where the system does not tell. */
  readonly ownCpuNs: () => Promise<number | undefined>
  close(): Promise<void>
}

/** An account that is being kept. */
export interface OpenAccount {
  /** Returns what was used since it was opened, or why nobody can say; the same at each call. */
  close(): Promise<(CpuAccount & { readonly viewer: ViewerState }) | NoAccount>
}

/** A process that is part of Coreglow, and what it does. */
export interface OwnProcess {
  readonly pid: number
  readonly name: string
  /** It has no row among the tasks. */
  readonly countOnly?: boolean
}

export interface MonitorOptions {
  /** Built entry of the sampler thread. */
  readonly sampler: URL
  /** Use what every system has, where Linux has better. For tests. */
  readonly portable?: boolean
  /** The processes that Coreglow is made of; asked each second while there are listeners. */
  readonly ownProcesses?: () => readonly OwnProcess[]
  readonly disturbances?: Disturbances
}

/** The sampler thread starts with the first listener. */
export function createMonitor(options: MonitorOptions): Monitor {
  return new ThreadMonitor(options)
}

/** How often Coreglow's own processes are asked for: a window that opens is counted from its first second on. */
const OWN_REFRESH_NS = 1e9
const NO_ACCOUNT = 'needs Linux /proc'
/** Tasks that a new listener is told of, the latest; the living ones always. */
const MAX_TASKS = 2000

interface Entry {
  readonly listener: MonitorListener
  readonly rate: number
  readonly decimator: Decimator
}

class ThreadMonitor implements Monitor {
  private readonly portable: boolean
  private readonly thread: MonitorThread<SamplerData, SamplerCommand, SamplerMessage>
  private readonly entries = new Set<Entry>()
  private readonly watches = new Map<number, { readonly target: Watch; watchers: number }>()
  private readonly tasks = new Map<number, TaskInfo>()
  private readonly accounts = new Map<number, (account: CpuAccount | NoAccount) => void>()
  private accountsOpened = 0
  readonly viewers: Viewers
  readonly disturbances: Disturbances
  private viewerPids: readonly number[] = []
  private readonly ownProcesses: () => readonly OwnProcess[]
  private ownPids: ReadonlySet<number> = new Set()
  private ownRefreshedNs = -Infinity
  private generation = 1
  private samplerHz = 0

  constructor({ sampler, portable = false, ownProcesses = () => [], disturbances = NO_DISTURBANCES }: MonitorOptions) {
    this.portable = portable
    this.disturbances = disturbances
    this.ownProcesses = ownProcesses
    this.viewers = createViewers((pids) => {
      this.viewerPids = pids
      this.thread.send({ type: 'viewers', pids })
    })
    this.thread = new MonitorThread(
      { url: sampler, name: 'The sampler', data: { portable } },
      {
        onMessage: (message) => this.take(message),
        onCrash: (message, again) => this.recover(message, again),
      },
    )
  }

  listen(rate: number, listener: MonitorListener): () => void {
    const { min, max } = LIMITS.rate
    if (!(rate >= min && rate <= max)) {
      throw new CoreglowError('bad-params', `The sampling rate must be ${min} to ${max} Hz, not ${rate}.`)
    }
    const entry = { listener, rate, decimator: new Decimator(rate) }
    this.entries.add(entry)
    listener.onTasks?.([...this.tasks.values()], this.generation, true)
    this.pace()
    return () => {
      this.entries.delete(entry)
      this.pace()
    }
  }

  watch(target: Watch): void {
    const watched = this.watches.get(target.pid)
    if (watched === undefined) this.watches.set(target.pid, { target, watchers: 1 })
    else watched.watchers++
    this.thread.send({ type: 'watch', target })
  }

  unwatch(pid: number): void {
    const watched = this.watches.get(pid)
    if (watched !== undefined && --watched.watchers > 0) return
    this.watches.delete(pid)
    this.thread.send({ type: 'unwatch', pid })
  }

  openAccount(): OpenAccount {
    const id = this.accountsOpened++
    const account = new Promise<CpuAccount | NoAccount>((resolve) => this.accounts.set(id, resolve))
    this.thread.send({ type: 'open-account', id })
    let closed: ReturnType<OpenAccount['close']> | undefined
    const close = async () => {
      const viewer = this.viewers.state()
      this.thread.send({ type: 'close-account', id })
      const counted = await account
      return 'missing' in counted ? counted : { ...counted, viewer }
    }
    return { close: () => (closed ??= close()) }
  }

  readonly sources = async (): Promise<readonly MonitorSource[]> => monitorSources(this.portable)

  readonly ownCpuNs = async (): Promise<number | undefined> => {
    const tid = await this.thread.tid
    if (tid === undefined) return undefined
    const text = await readFile(`/proc/self/task/${tid}/schedstat`, 'latin1').catch(() => '')
    return text === '' ? undefined : Number(text.split(' ')[0])
  }

  async close(): Promise<void> {
    this.entries.clear()
    this.loseAccounts('the sampler was closed during the run')
    await this.thread.close()
  }

  private pace(): void {
    const hz = Math.max(0, ...[...this.entries].map((entry) => entry.rate))
    const top = [...this.entries].some((entry) => entry.listener.onTop !== undefined)
    if (hz > 0) this.refreshOwn(nowNs())
    if (hz > 0 && this.thread.start()) this.sendWatches()
    this.thread.hold(hz > 0)
    this.samplerHz = hz
    this.thread.send({ type: 'pace', hz, top })
  }

  /** Watches Coreglow's own processes, those that are new and no more those that are gone. */
  private refreshOwn(tNs: number): void {
    this.ownRefreshedNs = tNs
    const processes = this.ownProcesses()
    const pids = new Set(processes.map(({ pid }) => pid))
    for (const process of processes) if (!this.ownPids.has(process.pid)) this.watch({ ...process, role: 'app' })
    for (const pid of this.ownPids) if (!pids.has(pid)) this.unwatch(pid)
    this.ownPids = pids
  }

  private sendWatches(): void {
    for (const { target } of this.watches.values()) this.thread.send({ type: 'watch', target })
    this.thread.send({ type: 'viewers', pids: this.viewerPids })
  }

  private take(message: SamplerMessage): void {
    if (message.type === 'top') this.post((listener) => listener.onTop?.(message.processes))
    else if (message.type === 'tick') this.takeTick(message.tick)
    else this.takeAccount(message.id, message.account ?? { missing: NO_ACCOUNT })
  }

  private takeAccount(id: number, account: CpuAccount | NoAccount): void {
    this.accounts.get(id)?.(account)
    this.accounts.delete(id)
  }

  private loseAccounts(missing: string): void {
    for (const id of this.accounts.keys()) this.takeAccount(id, { missing })
  }

  private takeTick(tick: Tick): void {
    const { changes, warnings } = tick
    if (tick.tNs - this.ownRefreshedNs >= OWN_REFRESH_NS) this.refreshOwn(tick.tNs)
    if (changes.length > 0) this.takeChanges(changes)
    for (const warning of warnings) this.post((listener) => listener.onWarning?.(warning))
    for (const entry of this.entries) this.pass(entry, tick)
  }

  private pass({ listener, decimator }: Entry, { tNs, deadlineNs, cores, tasks }: Tick): void {
    const place = decimator.take(deadlineNs, 1e9 / this.samplerHz)
    if (place === undefined) return
    listener.onFrame?.({ generation: this.generation, ...place, tNs, lateNs: tNs - deadlineNs, cores, tasks })
  }

  private takeChanges(changes: readonly TaskInfo[]): void {
    for (const task of changes) {
      this.tasks.set(task.index, task)
      if (task.kind === 'process' && task.endedNs !== undefined) this.watches.delete(task.pid)
    }
    if (this.tasks.size > MAX_TASKS) this.forgetEnded()
    this.post((listener) => listener.onTasks?.(changes, this.generation, false))
  }

  private forgetEnded(): void {
    for (const [index, task] of this.tasks) {
      if (task.endedNs !== undefined && this.tasks.size > MAX_TASKS) this.tasks.delete(index)
    }
  }

  private recover(message: string, again: boolean): void {
    this.post((listener) => listener.onWarning?.(message))
    this.loseAccounts('the sampler crashed during the run')
    if (!again) return
    this.tasks.clear()
    this.generation++
    this.post((listener) => listener.onTasks?.([], this.generation, true))
    this.pace()
  }

  private post(call: (listener: MonitorListener) => void): void {
    for (const { listener } of this.entries) call(listener)
  }
}
