import { type ChildProcess, spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { CoreglowError } from '../../contract/procedures.ts'
import { tooManyOpenFiles } from '../host/open-files.ts'
import type { EngineOptions } from '../options.ts'
import { SHELL_GUARD } from './shell-guard.ts'

/**
 * Stands in place of a pid where only the run token is known: the largest that pid_t holds, which no process has. Linux
 * gives pids below 2^22 (PID_MAX_LIMIT in linux/threads.h), macOS below 100,000, Windows only multiples of four.
 */
export const NO_PID = 2 ** 31 - 1

/** The app's side of `guard.ts`. The guard is started when first needed, and anew when somebody has ended it. */
export interface Guard {
  /**
   * Resolves when the guard knows of the process, which then does not outlive the app. `runToken`: see `killTree`.
   * @throws CoreglowError internal, or closed.
   */
  watch(leader: number, runToken: string): Promise<void>
  forget(leader: number): void
  /** PIDs of the running guards. */
  readonly pids: () => readonly number[]
  /** Ends the guard, which first kills everything it still watches. */
  close(): Promise<void>
}

type GuardOptions = Pick<EngineOptions, 'programs' | 'node'>

/** Both guards on Linux; a system without a shell there, and any other, has the one that runs in Node. */
export function createGuard(options: GuardOptions): Guard {
  const guard = keepGuard(() => startGuard(options))
  const shellGuard = process.platform === 'linux' ? keepGuard(startShellGuard) : undefined
  return {
    async watch(leader, runToken) {
      await Promise.all([guard.watch(leader, runToken), shellGuard?.watch(leader, runToken).catch(() => {})])
    },
    forget(leader) {
      guard.forget(leader)
      shellGuard?.forget(leader)
    },
    pids: () => [...guard.pids(), ...(shellGuard?.pids() ?? [])],
    async close() {
      await guard.close()
      await shellGuard?.kill()
    },
  }
}

function startGuard({ programs, node }: GuardOptions): RunningGuard {
  return new RunningGuard(node.path, [fileURLToPath(programs.guard)], { NODE_OPTIONS: '', ...node.env })
}

function startShellGuard(): RunningGuard {
  return new RunningGuard('/bin/sh', ['-c', SHELL_GUARD])
}

/** A guard of one kind. `kill` ends only the guard. */
function keepGuard(start: () => RunningGuard): Guard & { kill(): Promise<void> } {
  const leaders = new Map<number, string>()
  let guard: RunningGuard | undefined
  let closed = false

  function running(): RunningGuard {
    if (guard && !guard.ended) return guard
    guard = start()
    for (const [leader, runToken] of leaders) guard.watch(leader, runToken).catch(() => {})
    return guard
  }

  return {
    async watch(leader, runToken) {
      if (closed) throw new CoreglowError('closed', 'The engine is closed.')
      const watched = running().watch(leader, runToken)
      leaders.set(leader, runToken)
      await watched
    },
    forget(leader) {
      if (leaders.delete(leader)) guard?.forget(leader)
    },
    pids: () => (guard?.pid === undefined || guard.ended ? [] : [guard.pid]),
    async close() {
      closed = true
      await guard?.close()
    },
    async kill() {
      closed = true
      await guard?.kill()
    },
  }
}

class RunningGuard {
  ended = false
  readonly pid: number | undefined
  readonly #child: ChildProcess
  readonly #end: Promise<void>
  readonly #answers = new Map<number, () => void>()

  constructor(path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    // Detached: a session of its own, so that what kills the app's group or closes its terminal spares the guard.
    const child = spawn(path, args, {
      detached: true,
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
    this.#child = child
    this.pid = child.pid
    this.#end = new Promise<void>((resolve) => child.once('error', () => resolve()).once('exit', () => resolve()))
    void this.#end.then(() => (this.ended = true))
    const { stdin, stdout } = child as Partial<typeof child> // there are none where no file can be opened any more
    if (stdout) createInterface({ input: stdout }).on('line', (leader) => this.#answers.get(Number(leader))?.())
    stdin?.on('error', () => {}) // it has ended, which `#end` tells
    for (const held of [child, stdin, stdout]) {
      if (held === child || held instanceof Socket) held.unref()
    }
  }

  async watch(leader: number, runToken: string): Promise<void> {
    const answer = new Promise<void>((resolve) => this.#answers.set(leader, resolve))
    this.#child.ref() // nothing else may keep this process from ending before the answer
    this.#child.stdin?.write(`watch ${leader} ${runToken}\n`)
    await Promise.race([answer, this.#end])
    this.#answers.delete(leader)
    if (this.#answers.size === 0) this.#child.unref()
    if (!this.#child.stdin) throw new CoreglowError('internal', tooManyOpenFiles())
    if (this.ended)
      throw new CoreglowError('internal', 'The guard process, which ends workers if the app dies, has exited.')
  }

  forget(leader: number): void {
    this.#child.stdin?.write(`forget ${leader}\n`)
  }

  close(): Promise<void> {
    this.#child.ref()
    this.#child.stdin?.end()
    return this.#end
  }

  kill(): Promise<void> {
    this.#child.ref()
    this.#child.kill('SIGKILL')
    return this.#end
  }
}
