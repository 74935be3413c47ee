import { randomBytes } from 'node:crypto'
import { copyFile, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isAlive } from './is-alive.ts'
import { makeFolder } from './make-folder.ts'

/** Suffix of files that are being written. */
export const UNFINISHED = '.unfinished'
/** Age from which an unfinished file is a leftover, whatever process has its PID now. Chosen: no write takes a day. */
const OLD_MS = 24 * 3600 * 1000

/**
 * Writes a file whole or not at all, even if the process or the machine dies meanwhile. Creates its folder. A killed
 * writer leaves a file that ends in `UNFINISHED`, which the next write removes.
 */
export function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  return replace(path, (unfinished) => writeFile(unfinished, bytes))
}

/** Copies a file of any size in the same way. */
export function copyAtomically(from: string, path: string): Promise<void> {
  return replace(path, (unfinished) => copyFile(from, unfinished))
}

/** `write` fills the file that then takes the place of `path`. */
async function replace(path: string, write: (unfinished: string) => Promise<void>): Promise<void> {
  const folder = dirname(path)
  // This process may be writing the same file twice at once.
  const name = `.${basename(path)}.${randomBytes(4).toString('hex')}.${process.pid}${UNFINISHED}`
  const unfinished = join(folder, name)
  await makeFolder(folder)
  await removeUnfinished(folder)
  try {
    await write(unfinished)
    await sync(unfinished)
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(folder)
}

/** Removes leftovers of dead writers from a folder, as far as possible. */
async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = /\.(\d+)\.unfinished$/.exec(name) ?? []
    if (pid === undefined) continue
    const path = join(folder, name)
    const isLeft = !isAlive(Number(pid)) || (await isOld(path))
    if (isLeft) await rm(path, { force: true }).catch(() => undefined)
  }
}

async function isOld(path: string): Promise<boolean> {
  const status = await stat(path).catch(() => undefined)
  return status !== undefined && Date.now() - status.mtimeMs > OLD_MS
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+')
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}

/** Flushes a folder to disk. Windows cannot open folders; there the rename must do. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}
