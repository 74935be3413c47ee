import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../files/is-alive.ts'
import { startTimeOf } from '../host/process-identity.ts'
import type { Guard } from '../runtimes/guard-client.ts'
import { killTree, livingTree } from '../runtimes/process-tree.ts'

/** Time that a program has to end after SIGTERM, ms. Chosen: enough to close files and to end a pool of processes. */
const PATIENCE_MS = 2000
const LOOK_MS = 20
/** Interval between two looks for processes that have ended, ms: far shorter than it takes a system to use a pid again. */
const CHECK_MS = 1000

/**
 * What ends a program that Coreglow started, with all of its descendants: on request, or when Coreglow has gone, however
 * that happened. It knows the tree by the run token, and by the pids of processes whose parent has ended: they may have
 * lost the token, as a program does that writes its title over its environment.
 */
export interface Supervisor {
  /** These processes of the program live on without their parent. */
  hold(pids: readonly number[]): void
  /** SIGTERM to all, also to stopped ones, then SIGKILL to those that are left. Resolves when they are gone. */
  end(): Promise<void>
  /** Whether Coreglow has ended it, or is about to. */
  readonly ending: boolean
  /** Pids of its processes that live. */
  living(): readonly number[]
  /** Forgets the program where it may live on, or nothing of it lives. Returns whether that is so. */
  release(): boolean
}

/** Resolves when the guard knows of the program. A `detached` one goes on when Coreglow ends. */
export async function createSupervisor(
  guard: Guard,
  root: number,
  runToken: string,
  detached: boolean,
): Promise<Supervisor> {
  /** Start times by pid. */
  const held = new Map<number, number | undefined>()
  let ending: Promise<void> | undefined

  const hold = (pids: readonly number[]) => {
    for (const pid of pids) {
      if (held.has(pid)) continue
      held.set(pid, startTimeOf(pid))
      if (!detached) guard.watch(pid, runToken).catch(() => {}) // others are still watched, and the token with them
    }
  }
  const letGo = (pid: number) => {
    if (held.delete(pid) && !detached) guard.forget(pid)
  }
  const heldPids = () => [...held].filter(isSame).map(([pid]) => pid)
  const living = () => livingTree(heldPids(), runToken)
  const check = () => {
    const ended = [...held].filter((process) => !isSame(process))
    if (ended.length > 0) hold(living())
    for (const [pid] of ended) letGo(pid)
  }
  const endAll = async () => {
    for (const pid of living()) for (const name of ['SIGTERM', 'SIGCONT'] as const) signal(pid, name)
    const untilMs = Date.now() + PATIENCE_MS
    while (living().length > 0 && Date.now() < untilMs) await sleep(LOOK_MS)
    await killTree(heldPids(), runToken)
  }
  held.set(root, startTimeOf(root))
  if (!detached) await guard.watch(root, runToken)
  const timer = setInterval(check, CHECK_MS)
  timer.unref()
  return {
    hold,
    end: () => (ending ??= endAll()),
    get ending() {
      return ending !== undefined
    },
    living,
    release() {
      if (!detached && living().length > 0) return false
      clearInterval(timer)
      for (const pid of held.keys()) letGo(pid)
      return true
    },
  }
}

/** Whether a pid is still that of the process that had it. */
function isSame([pid, startTime]: readonly [number, number | undefined]): boolean {
  return isAlive(pid) && startTimeOf(pid) === startTime
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // it has ended, or is another user's
  }
}
