import { errorMessage } from '../errors.ts'
import { decompress, isGzip } from '../gzip.ts'
import { checkText, hasSeal, sealHolds } from './seal.ts'

/** `intact`: the data is what it was; `changed`; `nothing`: the file carries no data with a seal. Each with a sentence. */
export interface Verification {
  readonly result: 'intact' | 'changed' | 'nothing'
  readonly text: string
}

/** Does a file's data still match the SHA-256 that it carries? Reads runs (JSON, also gzipped) and sealed exports (HTML, SVG, CSV, trace). */
export async function verify(bytes: Uint8Array): Promise<Verification> {
  try {
    return verifyText(new TextDecoder().decode(isGzip(bytes) ? await decompress(bytes) : bytes))
  } catch (error) {
    return { result: 'changed', text: errorMessage(error) }
  }
}

function verifyText(text: string): Verification {
  const seal = checkText(text)
  if (seal !== undefined) return verdict(seal.holds, seal.sha256)
  const value = parse(text)
  if (value !== undefined || !OF_A_RUN.test(text)) return verifyRuns(value)
  return { result: 'changed', text: 'The file is cut short or damaged: what it holds of a run is no JSON any more.' }
}

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
  const sealed = runs.filter(hasSeal)
  if (sealed.length === 0 || sealed.length < runs.length) {
    return {
      result: 'nothing',
      text: 'The file carries no data of a run with a SHA-256, so there is nothing to verify.',
    }
  }
  const digests = sealed.map(({ sha256 }) => sha256).join(', ')
  return verdict(sealed.every(sealHolds), digests)
}

function verdict(holds: boolean, sha256: string): Verification {
  if (holds) return { result: 'intact', text: `The data is what it was: SHA-256 ${sha256}.` }
  return {
    result: 'changed',
    text: `The data was changed: it does not match the SHA-256 that the file carries, ${sha256}.`,
  }
}
