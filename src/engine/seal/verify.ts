import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { digestOf, checkText } from './seal.ts'

/** `intact`: the data is what it was; `changed`; `nothing`: the file carries no data with a seal. Each with a sentence. */
export interface Verification {
  readonly result: 'intact' | 'changed' | 'nothing'
  readonly text: string
}

/** Does a file's data still match the SHA-256 that it carries? Reads runs (JSON, also gzipped) and sealed exports (HTML, SVG, CSV, trace). */
export async function verify(bytes: Uint8Array): Promise<Verification> {
  const text = await asText(bytes)
  if (text === undefined)
    return { result: 'changed', text: 'The file is cut short or damaged: it does not decompress.' }
  const seal = checkText(text)
  if (seal !== undefined) return verdict(seal.holds, seal.sha256)
  return verifyRuns(parse(text))
}

const GZIP = [0x1f, 0x8b]

/** Undefined where it is gzip that does not decompress. */
async function asText(bytes: Uint8Array): Promise<string | undefined> {
  const isGzip = GZIP.every((byte, at) => bytes[at] === byte)
  const plain = isGzip ? await promisify(gunzip)(bytes).catch(() => undefined) : bytes
  return plain && new TextDecoder().decode(plain)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A run, or an array of them. */
function verifyRuns(value: unknown): Verification {
  const runs = Array.isArray(value) ? value : [value]
  const sealed = runs.filter(hasSeal)
  if (sealed.length === 0 || sealed.length < runs.length) {
    return {
      result: 'nothing',
      text: 'The file carries no data of a run with a SHA-256, so there is nothing to verify.',
    }
  }
  const digests = sealed.map(({ sha256 }) => sha256).join(', ')
  return verdict(
    sealed.every((run) => digestOf(run) === run.sha256),
    digests,
  )
}

function verdict(holds: boolean, sha256: string): Verification {
  if (holds) return { result: 'intact', text: `The data is what it was: SHA-256 ${sha256}.` }
  return {
    result: 'changed',
    text: `The data was changed: it does not match the SHA-256 that the file carries, ${sha256}.`,
  }
}

function hasSeal(value: unknown): value is Record<string, unknown> & { sha256: string } {
  return typeof value === 'object' && value !== null && 'sha256' in value && typeof value.sha256 === 'string'
}
