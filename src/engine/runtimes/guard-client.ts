import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CoreglowError } from '../../contract/procedures.ts'
import type { EngineOptions } from '../options.ts'

/** The app's side of `guard.ts`. The guard is started when first needed, and anew when somebody has ended it. */
export interface Guard {
  /**
   * Resolves when the guard knows of the process, which then does not outlive the app. `mark`: see `killTree`.
   * @throws CoreglowError internal, or closed.
   */
  watch(leader: number, mark: string): Promise<void>
  forget(leader: number): void
  /** Undefined while it does not run. */
  readonly pid: () => number | undefined
  /** The guard kills what it still watches over, and ends; nobody is watched any more. */
  close(): Promise<void>
}

type GuardOptions = Pick<EngineOptions, 'programs' | 'node'>

export function createGuard(options: GuardOptions): Guard {
  const leaders = new Map<number, string>()
  let guard: RunningGuard | undefined
  let closed = false

  function running(): RunningGuard {
    if (guard && !guard.ended) return guard
    guard = new RunningGuard(options)
    for (const [leader, mark] of leaders) guard.watch(leader, mark).catch(() => {})
    return guard
  }

  return {
    async watch(leader, mark) {
      if (closed) throw new CoreglowError('closed', 'The engine has been closed.')
      const watched = running().watch(leader, mark)
      leaders.set(leader, mark)
      await watched
    },
    forget(leader) {
      if (leaders.delete(leader)) guard?.forget(leader)
    },
    pid: () => (guard?.ended === false ? guard.pid : undefined),
    async close() {
      closed = true
      await guard?.close()
    },
  }
}

class RunningGuard {
  ended = false
  readonly pid: number | undefined
  readonly #child: ChildProcess
  readonly #end: Promise<void>
  readonly #answers = new Map<number, () => void>()

  constructor({ programs, node }: GuardOptions) {
    // Detached: a session of its own, so that what kills the app's group or closes its terminal spares the guard.
    const child = spawn(node.path, [fileURLToPath(programs.guard)], {
      detached: true,
      env: { ...process.env, NODE_OPTIONS: '', ...node.env },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
    this.#child = child
    this.pid = child.pid
    this.#end = new Promise<void>((resolve) => child.once('error', () => resolve()).once('exit', () => resolve()))
    void this.#end.then(() => (this.ended = true))
    createInterface({ input: child.stdout }).on('line', (leader) => this.#answers.get(Number(leader))?.())
    child.stdin.on('error', () => {}) // it has ended, which `#end` tells
    for (const held of [child, child.stdin, child.stdout]) {
      if (held === child || held instanceof Socket) held.unref()
    }
  }

  async watch(leader: number, mark: string): Promise<void> {
    const answer = new Promise<void>((resolve) => this.#answers.set(leader, resolve))
    this.#child.stdin?.write(`watch ${leader} ${mark}\n`)
    await Promise.race([answer, this.#end])
    this.#answers.delete(leader)
    if (this.ended)
      throw new CoreglowError('internal', 'The guard process, which ends workers when the app dies, has ended itself.')
  }

  forget(leader: number): void {
    this.#child.stdin?.write(`forget ${leader}\n`)
  }

  close(): Promise<void> {
    this.#child.ref()
    this.#child.stdin?.end()
    return this.#end
  }
}
