import { randomUUID } from 'node:crypto'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorMessage } from '../../contract/error-message.ts'
import { MAX_PIECE_BYTES } from '../../contract/limits.ts'
import { CoreglowError } from '../../contract/procedures.ts'

/**
 * Files on their way between the engine and its clients: exports, and files that a page hands over, of any size. A client reads and
 * writes them in pieces, one call each, so no message and no memory grows with the file. They are in a temporary folder of this engine.
 */
export interface Exchange {
  /** Creates an empty file and returns its path. @throws CoreglowError storage */
  create(): Promise<string>
  /** @throws CoreglowError bad-params for a file that is not one of these, storage */
  append(path: string, bytes: Uint8Array): Promise<void>
  /** At most MAX_PIECE_BYTES; nothing at the end. @throws CoreglowError bad-params for a file that is not one of these, storage */
  read(path: string, offset: number): Promise<Uint8Array<ArrayBuffer>>
  /** Deletes the file, if it is one of these and still there. */
  release(path: string): Promise<void>
  close(): Promise<void>
}

export function createExchange(): Exchange {
  const files = new Set<string>()
  let folder: Promise<string> | undefined

  const check = (path: string) => {
    if (files.has(path)) return
    const message = `${path} is not an exported or created file, or was released.`
    throw new CoreglowError('bad-params', message, { path: 'params.path' })
  }
  return {
    async create() {
      folder ??= mkdtemp(join(tmpdir(), 'coreglow-files-'))
      const made = folder
      try {
        const path = join(await made, randomUUID())
        await writeFile(path, '')
        files.add(path)
        return path
      } catch (error) {
        // Somebody may have cleared the temporary folder: the next file gets a new one.
        if (folder === made) folder = undefined
        throw storage('create', error)
      }
    },
    async append(path, bytes) {
      check(path)
      await writeFile(path, bytes, { flag: 'a' }).catch((error: unknown) => {
        throw storage('write', error)
      })
    },
    async read(path, offset) {
      check(path)
      try {
        return await readPiece(path, offset)
      } catch (error) {
        throw storage('read', error)
      }
    },
    async release(path) {
      if (files.delete(path)) await rm(path, { force: true })
    },
    async close() {
      files.clear()
      const made = await folder?.catch(() => undefined)
      if (made !== undefined) await rm(made, { recursive: true, force: true })
    },
  }
}

async function readPiece(path: string, offset: number): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(MAX_PIECE_BYTES), { position: offset })
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function storage(verb: string, error: unknown): CoreglowError {
  const reason = errorMessage(error).replace(/\.$/, '')
  return new CoreglowError('storage', `Cannot ${verb} a temporary file: ${reason}.`, { cause: error })
}
