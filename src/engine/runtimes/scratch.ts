import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Folder for temporary files. Its path is short, because a socket's path in it is limited to about 100 characters. */
function folderOf(runToken: string): string {
  return join(tmpdir(), `coreglow-${runToken.slice(0, 8)}`)
}

/** Variables that name the folder; none where it cannot be made. */
export interface Scratch {
  readonly TMPDIR?: string
  readonly TEMP?: string
  readonly TMP?: string
}

/**
 * Makes the folder for temporary files of a program with this run token (see `killTree`) and its descendants, so that those who kill
 * them can clean up after them. Returns what tells them of it: nothing where it cannot be made, and they use the system's.
 */
export function makeScratch(runToken: string): Scratch {
  const folder = folderOf(runToken)
  try {
    mkdirSync(folder, { mode: 0o700 })
    return { TMPDIR: folder, TEMP: folder, TMP: folder }
  } catch {
    return {}
  }
}

/** Removes the folder when no process uses it any more. Never rejects. */
export async function removeScratch(runToken: string): Promise<void> {
  await rm(folderOf(runToken), { recursive: true, force: true, maxRetries: 3 }).catch(() => {})
}
