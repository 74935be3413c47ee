import type { ProcessRow } from '../system/process-rows.ts'

/** A process that may be attached to. */
export interface AttachChoice {
  readonly pid: number
  readonly name: string
  readonly command: string
  /** "CPython 3.11", "Node.js" where it looks like one. */
  readonly runtime?: string | undefined
  readonly cpuShare?: number | undefined
  readonly rssBytes: number
  /** Why it cannot be read; missing where it can. */
  readonly unreadable?: string | undefined
}

export function attachChoice({ process, cpuShare }: ProcessRow): AttachChoice {
  const { pid, name, command, runtime, rssBytes, readable } = process
  return {
    pid,
    name,
    command,
    runtime,
    cpuShare,
    rssBytes,
    unreadable: readable === true ? undefined : readable.missing,
  }
}
