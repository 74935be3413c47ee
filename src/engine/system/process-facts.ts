import { ownerOf, readLink, readText } from '../files/system-file.ts'
import type { ProcReader } from '../monitor/proc-file.ts'
import { programName } from '../monitor/proc-program.ts'
import { runtimeName } from './runtime-name.ts'

/** What seldom changes of a process; undefined where it may not be read. */
export interface ProcessFacts {
  /** Name of its program: the kernel's is cut to 15 bytes, and threads rename themselves. */
  readonly name: string
  readonly command: string
  /** Effective user. */
  readonly uid: number | undefined
  /** Owner of its files in /proc: root's when the process is not dumpable. */
  readonly filesOwner: number | undefined
  /** As "0-3,6". */
  readonly cores: string | undefined
  readonly runtime: string | undefined
}

/** Longest command that is sent. Chosen: more than fits on a screen; the longest that Linux permits is megabytes. */
const MAX_COMMAND = 2000

/** `before`: the facts of the same process and program, read earlier; its runtime still holds. */
export function readFacts(
  reader: ProcReader,
  pid: number,
  kernelName: string,
  before: ProcessFacts | undefined,
): ProcessFacts {
  const status = reader.textOnce(`/proc/${pid}/status`) ?? ''
  const commandLine = (reader.textOnce(`/proc/${pid}/cmdline`) ?? '').slice(0, MAX_COMMAND)
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1]
  return {
    name: programName(commandLine, kernelName),
    command: commandLine.replaceAll('\0', ' ').trimEnd(),
    uid: uid === undefined ? undefined : Number(uid),
    filesOwner: ownerOf(`/proc/${pid}`),
    cores: /^Cpus_allowed_list:\s+(\S+)/m.exec(status)?.[1],
    runtime: before === undefined ? runtimeOf(pid, commandLine) : before.runtime,
  }
}

/** A thread of the kernel has no command; neither has a zombie. */
function runtimeOf(pid: number, commandLine: string): string | undefined {
  if (commandLine === '') return undefined
  return runtimeName(
    readLink(`/proc/${pid}/exe`) ?? commandLine.split('\0', 1)[0]!,
    () => readText(`/proc/${pid}/maps`, 'latin1') ?? '',
  )
}
