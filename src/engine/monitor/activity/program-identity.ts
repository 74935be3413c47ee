import { basename } from 'node:path'
import { readLink } from '../../files/system-file.ts'
import type { InterpreterReader } from '../gil/interpreter-reader.ts'
import type { ActivityProcess, FollowedProcess } from './activity-source.ts'

/** The file that a process runs; empty where that may not be read, or there is none (kernel threads). */
export function executableOf(pid: number): string {
  return readLink(`/proc/${pid}/exe`)?.replace(/ \(deleted\)$/, '') ?? ''
}

/** "Node.js", or the name of the program. */
export function runtimeOf(executable: string): string | undefined {
  const name = basename(executable)
  if (name === '') return undefined
  return isNode(name) ? 'Node.js' : name
}

function isNode(name: string): boolean {
  return /^node(js|-\d+|\d+)?$/.test(name)
}

/** @param missing why its interpreter is not read, as a sentence */
export function describeProcess(
  followed: FollowedProcess,
  executable: string,
  missing: string | undefined,
  reader: InterpreterReader | undefined,
): ActivityProcess {
  const runtime = reader === undefined ? runtimeOf(executable) : undefined
  return { ...followed, runtime, missing, python: reader && describePython(reader) }
}

function describePython({ version, freeThreaded, gils }: InterpreterReader): ActivityProcess['python'] {
  const gilEnabled = gils[0]?.enabled ?? false
  return { version, freeThreaded, gilEnabled, switchInterval: gilEnabled ? gils[0]!.intervalNs / 1e9 : undefined }
}
