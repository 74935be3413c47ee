import { constants } from 'node:buffer'
import { createGunzip } from 'node:zlib'

/** What is read becomes one string, so no run is longer: 512 MB, of 2^20 bytes each, is the most that V8 puts into one. */
const MAX_BYTES = constants.MAX_STRING_LENGTH
/** Measured: 512 MB take 0.4 s, and with the usual 16 kB ten times as long. */
const CHUNK_BYTES = 256 * 1024

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

/**
 * The whole content, with the right length and CRC. Takes no more memory than the length that the file declares in its last four
 * bytes, and none where that is too much: such a file is decompressed only to see whether it is too large or damaged.
 * @throws Error with a sentence
 */
export async function decompress(bytes: Uint8Array): Promise<Buffer> {
  const declared = declaredSize(bytes)
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of decompressed(bytes)) {
    size += chunk.length
    if (size > MAX_BYTES) throw new Error(TOO_LARGE)
    if (size <= declared && declared <= MAX_BYTES) chunks.push(chunk)
    else chunks.length = 0
  }
  if (size !== declared) throw new Error(DAMAGED)
  return Buffer.concat(chunks)
}

const TOO_LARGE = `The file is larger than ${Math.ceil(MAX_BYTES / 2 ** 20)} MB when decompressed, more than any run: it is not read.`
const DAMAGED = 'The file is cut short or damaged: it does not decompress.'

async function* decompressed(bytes: Uint8Array): AsyncGenerator<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK_BYTES })
  gunzip.end(bytes)
  try {
    yield* gunzip
  } catch (error) {
    throw new Error(DAMAGED, { cause: error })
  }
}

/** Bytes of the content, modulo 2^32. */
function declaredSize(bytes: Uint8Array): number {
  return bytes.length < 4 ? 0 : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(bytes.length - 4)
}
