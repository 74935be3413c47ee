import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process as /proc/PID/stat has it: its parent, and CPU seconds of all its threads. */
interface ProcessTime {
  readonly parent: number
  readonly seconds: number
}

// USER_HZ, in which /proc counts on every Linux that Node supports.
const TICKS_PER_SECOND = 100

function readProcessTime(pid: number): ProcessTime | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND }
  } catch {
    return undefined // it has ended meanwhile
  }
}

/** CPU seconds of one process so far, its children not included. */
export function processSeconds(pid: number): number {
  return readProcessTime(pid)?.seconds ?? NaN
}

/** CPU seconds so far of a process and of all its descendants that are alive. */
export function treeSeconds(root: number): number {
  const all = new Map<number, ProcessTime>()
  for (const name of readdirSync('/proc').filter((file) => /^\d+$/.test(file))) {
    const time = readProcessTime(Number(name))
    if (time !== undefined) all.set(Number(name), time)
  }
  return [...all].filter(([pid]) => isInside(pid, root, all)).reduce((sum, [, { seconds }]) => sum + seconds, 0)
}

function isInside(pid: number, root: number, all: ReadonlyMap<number, ProcessTime>): boolean {
  if (pid === root) return true
  const parent = all.get(pid)?.parent
  return parent !== undefined && isInside(parent, root, all)
}

/** CPU seconds of the children of this process that have ended and were waited for. */
export function endedChildrenSeconds(): number {
  const stat = readFileSync('/proc/self/stat', 'latin1')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND
}

/** Shares of a core that each of `read` rises by, in so many seconds from now on. */
export async function coreShares(seconds: number, ...read: readonly (() => number)[]): Promise<number[]> {
  const [before, startMs] = [read.map((now) => now()), performance.now()]
  await sleep(seconds * 1000)
  const elapsed = (performance.now() - startMs) / 1000
  return read.map((now, i) => (now() - before[i]!) / elapsed)
}
