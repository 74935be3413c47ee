import type { FileTags } from './describe.ts'

/** Texts that a PNG carries, by keyword: 1 to 79 letters of Latin 1. Those that PNG names begin with a capital, such as "Title". */
export type PngTexts = Readonly<Record<string, string>>

// Pages and Node have both; the contract's types know neither of the two.
declare const TextEncoder: new () => { encode(text: string): Uint8Array<ArrayBuffer> }
declare const TextDecoder: new () => { decode(bytes: Uint8Array): string }

const BEFORE_CHUNKS = 8
/** Bytes of a chunk besides its data: length, type, CRC. */
const FRAME = 12

export function pngTextsOf({ title, software, date, description, runSha256 }: FileTags): PngTexts {
  const texts = { Title: title, Software: software, Description: description, run_sha256: runSha256 }
  return date === undefined ? texts : { ...texts, 'Creation Time': date.toISOString() }
}

/** The same picture, with texts in front of its data. They are "iTXt" chunks, which are UTF-8. */
export function withPngTexts(png: Uint8Array, texts: PngTexts): Uint8Array<ArrayBuffer> {
  const [header] = chunks(png)
  if (header?.type !== 'IHDR') throw new Error('Not a PNG file.')
  const headerEnd = BEFORE_CHUNKS + FRAME + header.data.length
  const added = Object.entries(texts).map(([keyword, text]) =>
    // After the keyword: not compressed, in no named language, no translated keyword.
    chunk('iTXt', new TextEncoder().encode(`${keyword}\0\0\0\0\0${text.replaceAll('\0', '')}`)),
  )
  return joined([png.subarray(0, headerEnd), ...added, png.subarray(headerEnd)])
}

/** Texts of the iTXt chunks of a PNG. @throws Error where the CRC of a chunk is wrong, or the last one is missing */
export function pngTexts(png: Uint8Array): PngTexts {
  const texts: Record<string, string> = {}
  for (const { type, data, crc } of chunks(png)) {
    if (crc !== crc32(joined([ascii(type), data]))) throw new Error(`The PNG file is damaged (chunk ${type}).`)
    const [keyword, , , , , text] = new TextDecoder().decode(data).split('\0')
    if (type === 'iTXt' && keyword !== undefined && text !== undefined) texts[keyword] = text
  }
  return texts
}

function* chunks(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength)
  let type = ''
  for (let offset = BEFORE_CHUNKS; type !== 'IEND';) {
    const end = offset + FRAME <= png.length ? offset + 8 + view.getUint32(offset) : Infinity
    if (end + 4 > png.length) throw new Error('The PNG file is truncated.')
    type = String.fromCodePoint(...png.subarray(offset + 4, offset + 8))
    yield { type, data: png.subarray(offset + 8, end), crc: view.getUint32(end) }
    offset = end + 4
  }
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const typed = joined([ascii(type), data])
  return joined([uint32(data.length), typed, uint32(crc32(typed))])
}

const ascii = (text: string) => new TextEncoder().encode(text)

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setUint32(0, value)
  return bytes
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** CRC-32 of ISO 3309, as PNG has it. */
function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return ~crc >>> 0
}
