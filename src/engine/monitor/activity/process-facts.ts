import { readCpuLimits } from '../../host/cgroup.ts'
import { ProcReader } from '../proc-file.ts'
import { parseStat, STAT, statFields } from '../proc-parse.ts'
import type { IoCounters, ProcessFacts } from './activity-source.ts'

/**
 * Resident memory whose pages are counted in a second: the kernel walks them with the process's memory map locked, at 6 to
 * 28 ms a GiB (measured: Linux 6.18, 628 MB). A larger process is counted in fewer seconds, which costs
 * some ms a second; in its first two seconds with Coreglow up to four times that.
 */
const COUNTED_BYTES_A_SECOND = 512 * 2 ** 20

const reader = new ProcReader(0)
const stat = statFields()

/**
 * What the system counts of one process. Of what may not be read the field is NaN.
 *
 * @param withMemory Also reads what costs more and changes slowly: `privateBytes`, `sharedBytes`, `quota`, `throttledNs`; NaN otherwise.
 * @returns undefined where there is no such process, or no Linux /proc
 */
export function readProcessFacts(pid: number, withMemory: boolean): ProcessFacts | undefined {
  const length = reader.readOnce(`/proc/${pid}/stat`)
  if (typeof length !== 'number' || !parseStat(reader.bytes, length, stat)) return undefined
  const status = reader.textOnce(`/proc/${pid}/status`)
  const resident = kilobytes(status, 'VmRSS')
  return {
    pid,
    majorFaults: stat.numbers[STAT.majorFaults]!,
    swappedBytes: kilobytes(status, 'VmSwap'),
    handlesSignals: handlesSignals(status),
    affinity: allowedCores(status, reader.textOnce('/sys/devices/system/cpu/online')),
    ...readIo(pid),
    ...(withMemory ? { ...readMemory(pid, resident), ...readLimits(pid) } : NOT_NOW),
  }
}

const NOT_NOW = { privateBytes: NaN, sharedBytes: NaN, quota: NaN, throttledNs: NaN }

function readIo(pid: number): IoCounters {
  const text = reader.textOnce(`/proc/${pid}/io`)
  return {
    readBytes: numberOf(text, 'rchar'),
    writtenBytes: numberOf(text, 'wchar'),
    reads: numberOf(text, 'syscr'),
    writes: numberOf(text, 'syscw'),
    diskReadBytes: numberOf(text, 'read_bytes'),
    diskWrittenBytes: numberOf(text, 'write_bytes'),
  }
}

function readMemory(pid: number, resident: number): Pick<ProcessFacts, 'privateBytes' | 'sharedBytes'> {
  if (!isTimeToCount(resident)) return { privateBytes: NaN, sharedBytes: NaN }
  const text = reader.textOnce(`/proc/${pid}/smaps_rollup`)
  return {
    privateBytes: kilobytes(text, 'Private_Clean') + kilobytes(text, 'Private_Dirty'),
    sharedBytes: kilobytes(text, 'Shared_Clean') + kilobytes(text, 'Shared_Dirty'),
  }
}

/** Every second for a small process, every nth for a large one. A process without memory is a zombie. */
function isTimeToCount(resident: number): boolean {
  const seconds = Math.ceil(resident / COUNTED_BYTES_A_SECOND)
  return seconds > 0 && Math.floor(performance.now() / 1000) % seconds === 0
}

function readLimits(pid: number): Pick<ProcessFacts, 'quota' | 'throttledNs'> {
  return readCpuLimits((path) => reader.textOnce(path), pid) ?? { quota: NaN, throttledNs: NaN }
}

/**
 * Cores of the process's first thread that are there: a mask may name more than the machine has.
 *
 * @param online List of cores such as "0-3,8".
 */
export function allowedCores(status: string | undefined, online: string | undefined): number {
  const [, list] = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status ?? '') ?? []
  if (list === undefined) return NaN
  if (online === undefined) return coresOf(list).length
  const present = new Set(coresOf(online))
  return coresOf(list).filter((core) => present.has(core)).length
}

/** SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGCHLD and SIGIO: what a program is told things by. See signal(7). */
const TELLING = [1, 3, 10, 12, 14, 15, 17, 29].reduce((mask, signal) => mask | (1n << BigInt(signal - 1)), 0n)

/** Whether there is a handler for a signal that tells a program something, by `/proc/PID/status`; undefined where it does not say. */
export function handlesSignals(status: string | undefined): boolean | undefined {
  const [, caught] = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status ?? '') ?? []
  return caught === undefined ? undefined : (BigInt(`0x${caught}`) & TELLING) !== 0n
}

function coresOf(list: string): readonly number[] {
  return list.split(',').flatMap((range) => {
    const [from, to = from] = range.split('-').map(Number)
    return Array.from({ length: to! - from! + 1 || 0 }, (_, index) => from! + index)
  })
}

function kilobytes(text: string | undefined, name: string): number {
  return numberOf(text, name) * 1024
}

/** Number of a line "name: 12"; NaN where there is none. */
function numberOf(text: string | undefined, name: string): number {
  const [, digits] = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text ?? '') ?? []
  return digits === undefined ? NaN : Number(digits)
}
