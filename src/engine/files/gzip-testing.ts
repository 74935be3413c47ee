import { constants, deflateRawSync } from 'node:zlib'

const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3])
/** A deflate block of no bytes, the last one. */
const LAST_BLOCK = Buffer.from([3, 0])

/** A small gzip file of so many megabytes of zeros, made without these. Its CRC is wrong, for who gets that far. */
export function gzipBomb(megabytes: number, declaredBytes = megabytes * 2 ** 20): Buffer {
  const block = deflateRawSync(Buffer.alloc(2 ** 20), { finishFlush: constants.Z_FULL_FLUSH })
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(declaredBytes % 2 ** 32, 4)
  return Buffer.concat([HEADER, ...Array.from({ length: megabytes }, () => block), LAST_BLOCK, trailer])
}
