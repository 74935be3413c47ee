import { readFile, stat } from 'node:fs/promises'

/** Reads a regular file. @throws Error for a folder, pipe or device, which may never end */
export async function readPlain(file: string): Promise<Uint8Array> {
  if ((await stat(file)).isFile()) return readFile(file)
  throw new Error('Not a regular file (a folder, pipe or device).')
}
