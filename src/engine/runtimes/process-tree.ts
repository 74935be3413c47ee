import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive } from '../files/is-alive.ts'
import { fieldsOfStat } from '../host/process-stat.ts'

const POLL_MS = 5
const MAX_MS = 2000
/** Listings in a row in which nobody is left: who is just becoming another program has no run token for a moment. */
const QUIET = 3
/** Time after which processes that clean up are killed too, ms. Chosen: the resource tracker needs a few. */
const CLEANING_MS = 500

/** The environment variable that a leader is started with, and passes to all its descendants: its unique run token. */
export const RUN_TOKEN = 'COREGLOW_PROGRAM'

/**
 * Kills processes with their groups, where they lead one, and all their descendants, also stopped ones and, on Linux, those
 * that left the group, or became daemons. Resolves when they are gone (or after 2 s, when the system does not let go of one).
 */
export async function killTree(leaders: readonly number[], runToken: string): Promise<void> {
  if (process.platform === 'win32') return void (await Promise.all(leaders.map(taskkill)))
  const began = Date.now()
  for (let quiet = 0; quiet < QUIET && Date.now() < began + MAX_MS; await sleep(POLL_MS)) {
    quiet = killOnce(leaders, runToken, Date.now() < began + CLEANING_MS) ? 0 : quiet + 1
  }
}

/** Living processes that `killTree` would kill; elsewhere than on Linux, those of the leaders that live. */
export function livingTree(leaders: readonly number[], runToken: string): readonly number[] {
  return process.platform === 'linux' ? members(leaders, processes(runToken)) : leaders.filter(isAlive)
}

/**
 * `patient`: without those that end by themselves when the others are gone, and remove what these left in the system.
 * @returns whether there was somebody to kill.
 */
function killOnce(leaders: readonly number[], runToken: string, patient: boolean): boolean {
  if (process.platform !== 'linux') return leaders.filter((leader) => kill(-leader) || kill(leader)).length > 0
  const pids = members(leaders, processes(runToken))
  const cleaners = patient ? pids.filter(cleansUp) : []
  // The group first: a member cannot be missed between listing and killing. With a cleaner in it, that is left to the next listing.
  if (pids.length > 0 && cleaners.length === 0) for (const leader of leaders) kill(-leader)
  for (const pid of pids) if (!cleaners.includes(pid)) kill(pid)
  return pids.length > 0
}

/** Python's resource tracker knows the semaphores and the shared memory that its program has named. */
function cleansUp(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('multiprocessing.resource_tracker')
  } catch {
    return false // it has ended
  }
}

function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false // gone, or a zombie
  }
}

export interface ProcessRow {
  readonly pid: number
  readonly state: string
  readonly parent: number
  readonly group: number
  readonly session: number
  /** Whether the process carries the leaders' run token. */
  readonly marked: boolean
}

/** Living processes of the leaders' groups or sessions, those with their run token, and all their descendants. */
export function members(leaders: readonly number[], rows: readonly ProcessRow[]): number[] {
  const led = new Set(leaders)
  const near = rows.filter(
    ({ marked, pid, group, session }) => marked || [pid, group, session].some((id) => led.has(id)),
  )
  const found = new Set(near.map((row) => row.pid))
  let size
  do {
    size = found.size
    for (const row of rows) if (found.has(row.parent)) found.add(row.pid)
  } while (found.size > size)
  return rows.filter((row) => found.has(row.pid) && row.state !== 'Z' && row.state !== 'X').map((row) => row.pid)
}

function processes(runToken: string): ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => readRow(Number(name), runToken) ?? [])
}

function readRow(pid: number, runToken: string): ProcessRow | undefined {
  try {
    return { ...parseRow(pid, readFileSync(`/proc/${pid}/stat`, 'latin1')), marked: isMarked(pid, runToken) }
  } catch {
    return undefined // it has ended
  }
}

/** Whether a process carries a run token in its environment, as it was when its program began; Linux only. */
export function isMarked(pid: number, runToken: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${RUN_TOKEN}=${runToken}`)
  } catch {
    return false // another user's
  }
}

/** @param stat content of /proc/PID/stat */
export function parseRow(pid: number, stat: string): Omit<ProcessRow, 'marked'> {
  const [state = '', parent, group, session] = fieldsOfStat(stat)
  return { pid, state, parent: Number(parent), group: Number(group), session: Number(session) }
}

async function taskkill(pid: number): Promise<void> {
  const child = spawn('taskkill', ['/PID', `${pid}`, '/T', '/F'], { stdio: 'ignore', windowsHide: true })
  await new Promise((resolve) => child.once('error', resolve).once('exit', resolve))
}
