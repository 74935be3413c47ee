import { CoreglowError } from '../../contract/procedures.ts'
import { formatBytes } from '../../contract/text.ts'

/** Bytes that fit one message to the browser host as base64: its limit is 16 MiB, and base64 adds a third. */
const MAX_BYTES = 12e6

/** A file's bytes for the wire, made small. @throws CoreglowError bad-params where it is too large */
export async function toBase64(file: Blob): Promise<string> {
  const packed = (await isGzip(file)) ? file : await gzip(file)
  if (packed.size > MAX_BYTES) {
    const message = `This file is ${formatBytes(packed.size)} compressed; the limit for run files is ${formatBytes(MAX_BYTES)}.`
    throw new CoreglowError('bad-params', message)
  }
  const address = await dataAddress(packed)
  return address.slice(address.indexOf(',') + 1)
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0)!)
}

async function isGzip(file: Blob): Promise<boolean> {
  const [first, second] = new Uint8Array(await file.slice(0, 2).arrayBuffer())
  return first === 0x1f && second === 0x8b
}

function gzip(file: Blob): Promise<Blob> {
  return new Response(file.stream().pipeThrough(new CompressionStream('gzip'))).blob()
}

function dataAddress(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('Cannot read the file.')))
    reader.readAsDataURL(blob)
  })
}
