import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'

/** Decompressed, no file of ours is larger, and no longer one fits into a string. */
const MAX_BYTES = 500 * 2 ** 20

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/** The whole content, whose length and CRC are right. @throws Error with a sentence where they are not */
export async function decompress(bytes: Uint8Array): Promise<Buffer> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_BYTES })
  } catch (error) {
    throw new Error('The file is truncated or damaged: it cannot be decompressed.', { cause: error })
  }
}
