import { hostname } from 'node:os'
import * as v from 'valibot'
import { isAlive } from '../files/is-alive.ts'
import { readText } from '../files/system-file.ts'
import { readStat } from './process-stat.ts'

/** What identifies a process for good, across restarts of the machine and PIDs that are given again. */
export const ProcessIdentitySchema = v.object({
  host: v.string(),
  pid: v.number(),
  /** Id of the boot, and start time of the process since then in the system's unit; Linux only. */
  boot: v.optional(v.string()),
  startTime: v.optional(v.number()),
})
export type ProcessIdentity = v.InferOutput<typeof ProcessIdentitySchema>

export function ownIdentity(): ProcessIdentity {
  return { host: hostname(), pid: process.pid, boot: bootId(), startTime: startTimeOf(process.pid) }
}

/** Whether the process lives; undefined for one of another machine, which cannot be asked. */
export function isRunning({ host, pid, boot, startTime }: ProcessIdentity): boolean | undefined {
  if (host !== hostname()) return undefined
  if (boot !== undefined && boot !== bootId()) return false
  if (startTime !== undefined) return startTimeOf(pid) === startTime
  return isAlive(pid)
}

function bootId(): string | undefined {
  return readText('/proc/sys/kernel/random/boot_id')?.trim()
}

/** Field 22 of `stat`. */
export function startTimeOf(pid: number): number | undefined {
  const time = readStat(pid)?.[19]
  return time === undefined ? undefined : Number(time)
}
