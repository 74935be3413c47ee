import { createHash } from 'node:crypto'
import type { Run } from '../../contract/run.ts'
import { canonicalJson } from './canonical.ts'

function sha256(text: string, encoding: 'utf8' | 'latin1' = 'utf8'): string {
  return createHash('sha256').update(text, encoding).digest('hex')
}

/** SHA-256 (64 hexadecimal digits) of a run's data: of its canonical JSON without the field `sha256`. */
export function digestOf(run: Readonly<Record<string, unknown>>): string {
  const { sha256: _, ...data } = run
  return sha256(canonicalJson(data))
}

/** A run that carries the SHA-256 of its data. */
export function withDigest(run: Run): Run {
  return { ...run, sha256: digestOf({ ...run }) }
}

/** Whether a run's data matches the SHA-256 that it carries; undefined for what carries none. */
export function digestMatches(value: unknown): boolean | undefined {
  return hasDigest(value) ? digestOf(value) === value.sha256 : undefined
}

export function hasDigest(value: unknown): value is Record<string, unknown> & { readonly sha256: string } {
  return typeof value === 'object' && value !== null && 'sha256' in value && typeof value.sha256 === 'string'
}

/** Placeholder in a text until its own SHA-256 is known. */
export const DIGEST_PLACEHOLDER = '0'.repeat(64)

/** Replaces every `DIGEST_PLACEHOLDER` by the SHA-256 of the text, computed with the placeholders in place. */
export function embedDigest(text: string): string {
  return text.replaceAll(DIGEST_PLACEHOLDER, sha256(text))
}

/** The same for a binary file that contains `DIGEST_PLACEHOLDER` in ASCII. */
export function digestBytes(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  return Buffer.from(text.replaceAll(DIGEST_PLACEHOLDER, sha256(text, 'latin1')), 'latin1')
}

/** Digest of a file and whether it matches; undefined if the file has none. */
export function checkFile(bytes: Uint8Array): { readonly holds: boolean; readonly sha256: string } | undefined {
  const text = Buffer.from(bytes).toString('latin1')
  const [, digest] = DIGEST.exec(text) ?? []
  if (digest === undefined) return undefined
  return { holds: sha256(text.replaceAll(digest, DIGEST_PLACEHOLDER), 'latin1') === digest, sha256: digest }
}

/** `file_sha256` with its value behind it, as an attribute, a JSON field, or in a CSV the last field of a line below that heading. */
const DIGEST = /file_sha256"?(?:\s*[=:]\s*"|\r\n[^\n]*,)([0-9a-f]{64})/
