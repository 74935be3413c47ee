import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Size from which the log begins anew, bytes; the one before is kept. Chosen: opens in any editor, holds years of errors. */
const MAX_BYTES = 2 ** 20

export type Log = (text: string) => void

/** A file with what went wrong, for bug reports: standard error cannot be seen in an app that is started from a menu. Never throws. */
export function openLog(file: string): Log {
  return (text) => {
    process.stderr.write(`${text}\n`)
    try {
      mkdirSync(dirname(file), { recursive: true })
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > MAX_BYTES) renameSync(file, `${file}.before`)
      appendFileSync(file, `${new Date().toISOString()} ${text}\n`)
    } catch {
      // It was on standard error.
    }
  }
}

export function errorText(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
