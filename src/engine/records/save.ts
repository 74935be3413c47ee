import type { SaveOutcome } from '../../contract/save-outcome.ts'
import type { SavedRecord } from '../../contract/saved-record.ts'
import type { Archive } from '../archive/archive.ts'
import { withDigest } from '../digest/digest.ts'
import type { Records } from './records.ts'

/** A record with the SHA-256 of its data, and where it is. */
export interface Saved<T> {
  readonly record: T & { readonly sha256: string }
  readonly saved: SaveOutcome
}

/** Seals a record with the SHA-256 of its data and saves it, or holds it in memory and says why. Never rejects. */
export type Save = <T extends SavedRecord>(record: T) => Promise<Saved<T>>

/** Seals and writes in the thread of records; in this one where that thread cannot be had, as a measurement must not be lost. */
export function createSave(records: Records, archive: Archive): Save {
  return async (record) => {
    try {
      const { sha256, saved } = await records.run({ type: 'save', record })
      const sealed = { ...record, sha256 }
      return { record: sealed, saved: saved.ok ? saved : archive.hold(sealed, saved.reason) }
    } catch {
      const sealed = withDigest(record)
      return { record: sealed, saved: await archive.save(sealed) }
    }
  }
}
