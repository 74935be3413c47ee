import type { TopProcess } from '../../contract/frame.ts'

/** A process that may be attached to. */
export interface AttachChoice {
  readonly pid: number
  readonly name: string
  readonly command?: string
  /** "CPython 3.11", "Node.js" where it looks like one. */
  readonly runtime?: string
  readonly cpuShare?: number
  readonly rssBytes: number
  /** Why it cannot be read; missing where it can, or where that is not known before it is tried. */
  readonly unreadable?: string
}

export function topAsProcesses(top: readonly TopProcess[]): readonly AttachChoice[] {
  return top.map(({ pid, name, cpuShare, rssBytes }) => ({ pid, name, cpuShare, rssBytes }))
}

/** Processes of which name, command or interpreter have every word, or whose PID begins with it. */
export function matchingProcesses(processes: readonly AttachChoice[], text: string): readonly AttachChoice[] {
  const words = text.toLowerCase().split(/\s+/u).filter(Boolean)
  return processes.filter(({ pid, name, command = '', runtime = '' }) => {
    const all = `${name} ${command} ${runtime}`.toLowerCase()
    return words.every((word) => all.includes(word) || String(pid).startsWith(word))
  })
}
