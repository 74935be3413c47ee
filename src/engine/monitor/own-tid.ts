import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'

/** Number of the calling thread as the system gives it; undefined where it does not. */
export function ownTid(): number | undefined {
  try {
    return Number(basename(readlinkSync('/proc/thread-self')))
  } catch {
    return undefined
  }
}
