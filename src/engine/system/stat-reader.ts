import { TASK_STATES, type TaskState } from '../../contract/frame.ts'
import { nowNs } from '../host/clock.ts'
import { isKernelThread } from '../host/kernel-thread.ts'
import type { ProcReader } from '../monitor/proc-file.ts'
import { decodeName, parseStat, STAT, statFields } from '../monitor/proc-parse.ts'
import { readUnits } from '../monitor/proc-system.ts'

/** What `/proc/PID/stat` says of a process. */
export interface StatReading {
  readonly pid: number
  readonly parentPid: number
  /** In clock ticks since boot. */
  readonly startTime: number
  /** The same in milliseconds. */
  readonly startedAfterBootMs: number
  /** Name that the kernel gives it, at most 15 bytes. */
  readonly kernelName: string
  readonly state: TaskState
  readonly isKernelThread: boolean
  readonly cpuNs: number
  readonly threads: number
  readonly nice: number
  readonly rssBytes: number
  /** When it was read. */
  readonly tNs: number
}

/** @returns a function that reads one process; undefined for one that has ended */
export function createStatReader(reader: ProcReader): (pid: number) => StatReading | undefined {
  const { tickNs, pageBytes } = readUnits()
  const stat = statFields()
  const { numbers } = stat
  return (pid) => {
    const length = reader.readOnce(`/proc/${pid}/stat`)
    if (typeof length !== 'number' || !parseStat(reader.bytes, length, stat)) return undefined
    return {
      pid,
      parentPid: numbers[STAT.ppid]!,
      startTime: numbers[STAT.startTime]!,
      startedAfterBootMs: (numbers[STAT.startTime]! * tickNs) / 1e6,
      kernelName: decodeName(reader.bytes, stat.nameFrom, stat.nameTo),
      state: TASK_STATES[stat.state] ?? 'unknown',
      isKernelThread: isKernelThread(numbers[STAT.flags]!),
      cpuNs: (numbers[STAT.utime]! + numbers[STAT.stime]!) * tickNs,
      threads: numbers[STAT.threads]!,
      nice: numbers[STAT.nice]!,
      rssBytes: numbers[STAT.rss]! * pageBytes,
      tNs: nowNs(),
    }
  }
}
