import { errorMessage } from '../../contract/error-message.ts'
import { pngTexts } from '../../contract/png-text.ts'
import { decompress, isGzip } from '../files/gzip.ts'
import { checkFile, hasDigest, digestMatches } from './digest.ts'

/** Result and a sentence. `intact`: the data matches its digest; `changed`: it does not; `nothing`: no data with a digest. */
export interface Verification {
  readonly result: 'intact' | 'changed' | 'nothing'
  readonly text: string
}

/** Checks a file's data against its SHA-256. Reads runs (JSON, also gzipped) and exports (HTML, SVG, PDF, CSV, trace). */
export async function verify(bytes: Uint8Array): Promise<Verification> {
  try {
    return verifyPlain(isGzip(bytes) ? await decompress(bytes) : bytes)
  } catch (error) {
    return { result: 'changed', text: errorMessage(error) }
  }
}

function verifyPlain(bytes: Uint8Array): Verification {
  const digest = checkFile(bytes)
  if (digest !== undefined) return verdict(digest.holds, digest.sha256)
  const named = namedRuns(bytes)
  if (named) {
    return {
      result: 'nothing',
      text: `Nothing to verify: the file names its run (SHA-256 ${named}) but holds none of the data.`,
    }
  }
  const text = new TextDecoder().decode(bytes)
  const value = parse(text)
  if (value !== undefined || !OF_A_RUN.test(text)) return verifyRuns(value)
  return { result: 'changed', text: 'The file is truncated or damaged: its run data is not valid JSON.' }
}

/** SHA-256 of the runs named in a PNG or WebM. @throws Error for a damaged PNG */
function namedRuns(bytes: Uint8Array): string | undefined {
  const begins = (magic: readonly number[]) => magic.every((byte, index) => bytes[index] === byte)
  if (begins([0x89, 0x50, 0x4e, 0x47])) return pngTexts(bytes)['run_sha256']
  if (begins([0x1a, 0x45, 0xdf, 0xa3])) return WEBM_TAG.exec(Buffer.from(bytes).toString('latin1'))?.[1]
  return undefined
}

/** Name and value of a tag; between them the value's element id and length. */
const WEBM_TAG = /run_sha256[^]{1,12}?([0-9a-f]{64})/

const OF_A_RUN = /"(?:schemaVersion|sha256)":/

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
  const digested = runs.filter(hasDigest)
  if (digested.length === 0 || digested.length < runs.length) {
    return {
      result: 'nothing',
      text: 'Nothing to verify: the file holds no run data with a SHA-256.',
    }
  }
  const digests = digested.map(({ sha256 }) => sha256).join(', ')
  return verdict(digested.every(digestMatches), digests)
}

function verdict(holds: boolean, sha256: string): Verification {
  if (holds) return { result: 'intact', text: `Intact: the SHA-256 matches (${sha256}).` }
  return {
    result: 'changed',
    text: `Modified: the data does not match the SHA-256 in the file (${sha256}).`,
  }
}
