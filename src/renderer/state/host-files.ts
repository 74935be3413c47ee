import { MAX_PIECE_BYTES } from '../../contract/limits.ts'
import type { HostFile } from '../../contract/procedures.ts'
import type { Client } from '../../transport/client.ts'

/** The content of a file of the host's, which releases it. Read in pieces: a browser keeps large ones on disk. */
export async function download(client: Client, { path, mediaType }: HostFile): Promise<Blob> {
  const pieces: BlobPart[] = []
  let offset = 0
  try {
    for (;;) {
      const piece = await client.call('readFile', { path, offset })
      if (piece.length === 0) return new Blob(pieces, { type: mediaType })
      pieces.push(new Blob([piece]))
      offset += piece.length
    }
  } finally {
    await client.call('releaseFile', { path }).catch(() => undefined)
  }
}

/** Hands a file over to the host. @throws CoreglowError storage; what was handed over until then is released */
export async function upload(client: Client, content: Blob): Promise<string> {
  const { path } = await client.call('createFile', {})
  try {
    for (let offset = 0; offset < content.size; offset += MAX_PIECE_BYTES) {
      const piece = await content.slice(offset, offset + MAX_PIECE_BYTES).arrayBuffer()
      await client.call('appendFile', { path, bytes: new Uint8Array(piece) })
    }
    return path
  } catch (error) {
    await client.call('releaseFile', { path }).catch(() => undefined)
    throw error
  }
}

/** Uses a file of the user's on the host: by its own path on the desktop, else by a copy that is handed over and released. */
export async function withHostFile<T>(client: Client, content: Blob, use: (path: string) => Promise<T>): Promise<T> {
  const own = content instanceof File ? window.coreglow?.pathOf?.(content) : undefined
  if (own !== undefined && own !== '') return use(own)
  const path = await upload(client, content)
  try {
    return await use(path)
  } finally {
    await client.call('releaseFile', { path }).catch(() => undefined)
  }
}
