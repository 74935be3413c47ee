import { readFile, stat } from 'node:fs/promises'

/** A pipe or a device may never end. */
export async function readPlain(file: string): Promise<Uint8Array> {
  if ((await stat(file)).isFile()) return readFile(file)
  throw new Error('Not a regular file (a folder, pipe or device).')
}
