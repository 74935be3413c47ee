import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** The file that a process runs; empty where that may not be read, or there is none (kernel threads). */
export function executableOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')
  } catch {
    return ''
  }
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
