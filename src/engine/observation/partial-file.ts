import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { decodeFrame, encodeFrame } from '../../contract/frame-encoding.ts'
import type { Frame } from '../../contract/frame.ts'

/*
 * A run that is on, as a file that grows: a line that names the format, then records. A record is three little-endian
 * u32 (length of the payload, its complement, CRC-32 of the payload) and the payload: one byte that says what it is,
 * "J" for UTF-8 JSON or "F" for an encoded frame, and the data. See docs/run-format.md.
 */
const HEADING = Buffer.from('Coreglow partial 1\n')
const PREFIX_BYTES = 12
const JSON_RECORD = 'J'.codePointAt(0)!
const FRAME_RECORD = 'F'.codePointAt(0)!
/** Bytes read at once. Chosen: some seconds of frames, and little memory. */
const CHUNK_BYTES = 1 << 20
/** Longest record. Chosen: a trial of 64 workers with all their spans is a hundredth of it. */
const MAX_PAYLOAD_BYTES = 1 << 28

/** A frame, or what else is to be remembered of a run. */
export type PartialRecord = Frame | JsonRecord
export interface JsonRecord {
  readonly type: string
}

export function isFrame(record: PartialRecord): record is Frame {
  return !('type' in record)
}

export function encodeHeading(): Uint8Array {
  return HEADING
}

export function encodeRecord(record: PartialRecord): Uint8Array {
  const isOfFrame = isFrame(record)
  const data = isOfFrame ? encodeFrame(record) : Buffer.from(JSON.stringify(record))
  const bytes = Buffer.alloc(PREFIX_BYTES + 1 + data.length)
  bytes[PREFIX_BYTES] = isOfFrame ? FRAME_RECORD : JSON_RECORD
  bytes.set(data, PREFIX_BYTES + 1)
  bytes.writeUInt32LE(data.length + 1, 0)
  bytes.writeUInt32LE(~(data.length + 1) >>> 0, 4)
  bytes.writeUInt32LE(crc32(bytes.subarray(PREFIX_BYTES)), 8)
  return bytes
}

/** The file is not what was written: damaged, not cut short. */
export class DamagedFileError extends Error {
  readonly offset: number
  constructor(offset: number) {
    super(`The file is damaged from byte ${offset} on.`)
    this.name = 'DamagedFileError'
    this.offset = offset
  }
}

/**
 * Records of a file, in order, some seconds of them in memory at a time. A last record that was cut short, as a crash or
 * a power cut leaves it, is left out. @throws DamagedFileError for anything else that was not written like this
 */
export async function* readPartial(path: string): AsyncGenerator<PartialRecord> {
  const file = await open(path, 'r')
  try {
    yield* readRecords(file, (await file.stat()).size)
  } finally {
    await file.close()
  }
}

async function* readRecords(file: FileHandle, size: number): AsyncGenerator<PartialRecord> {
  let offset = HEADING.length
  const heading = await read(file, 0, Math.min(offset, size))
  if (!heading.equals(HEADING.subarray(0, heading.length))) throw new DamagedFileError(0)
  let chunk: Buffer = Buffer.alloc(0)
  let chunkStart = offset
  const bytesAt = async (start: number, length: number) => {
    if (start < chunkStart || start + length > chunkStart + chunk.length) {
      chunk = await read(file, start, Math.min(Math.max(length, CHUNK_BYTES), size - start))
      chunkStart = start
    }
    return chunk.subarray(start - chunkStart, start - chunkStart + length)
  }
  while (offset + PREFIX_BYTES <= size) {
    const prefix = await bytesAt(offset, PREFIX_BYTES)
    const length = prefix.readUInt32LE(0)
    const isWritten = length > 0 && length <= MAX_PAYLOAD_BYTES && prefix.readUInt32LE(4) === ~length >>> 0
    const end = offset + PREFIX_BYTES + length
    if (isWritten && end > size) return
    const payload = isWritten ? await bytesAt(offset + PREFIX_BYTES, length) : undefined
    const record = payload && crc32(payload) === prefix.readUInt32LE(8) ? decodeRecord(payload) : undefined
    if (record === undefined) {
      // What a power cut leaves of the last write is cut short, or zeros in place of data.
      if (isWritten ? end === size : await isZero(file, offset, size)) return
      throw new DamagedFileError(offset)
    }
    yield record
    offset = end
  }
}

function decodeRecord(payload: Uint8Array): PartialRecord | undefined {
  const data = payload.subarray(1)
  try {
    if (payload[0] === FRAME_RECORD) return decodeFrame(data)
    const value: unknown = JSON.parse(Buffer.from(data).toString())
    return isJsonRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}

function isJsonRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

async function isZero(file: FileHandle, start: number, size: number): Promise<boolean> {
  for (let offset = start; offset < size; offset += CHUNK_BYTES) {
    const bytes = await read(file, offset, Math.min(CHUNK_BYTES, size - offset))
    if (bytes.some((byte) => byte !== 0)) return false
  }
  return true
}

async function read(file: FileHandle, start: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done)
    if (bytesRead === 0) break
    done += bytesRead
  }
  return bytes.subarray(0, done)
}
