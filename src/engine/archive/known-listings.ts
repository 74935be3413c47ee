import { join } from 'node:path'
import * as v from 'valibot'
import { RunListingSchema } from '../../contract/run-listing.ts'
import { readJson, writeJson } from '../files/json-file.ts'
import type { FileListing } from './listing.ts'

/** A listing, and a stamp that changes with its file. */
const EntrySchema = v.object({ stamp: v.string(), listing: RunListingSchema })
/** Version of the cache; raised when listings change, which rebuilds them. */
const VERSION = 3
const FileSchema = v.object({ version: v.literal(VERSION), entries: v.record(v.string(), EntrySchema) })

/** Cache of listings on disk, so that a long history lists at once. */
export interface KnownListings {
  get(id: string, stamp: string): Promise<FileListing | undefined>
  set(id: string, stamp: string, listing: FileListing): void
  /** Writes what has changed, without those that are not among `ids` any more. Where that cannot be, they are read again next time. */
  save(ids: readonly string[]): Promise<void>
}

export function openKnownListings(dataFolder: string): KnownListings {
  const path = join(dataFolder, 'runs-index.json')
  const load = async () => new Map(Object.entries((await readJson(path, FileSchema))?.entries ?? {}))
  let entries: ReturnType<typeof load> | undefined
  const fresh = new Map<string, v.InferOutput<typeof EntrySchema>>()
  return {
    async get(id, stamp) {
      entries ??= load()
      const entry = fresh.get(id) ?? (await entries).get(id)
      return entry?.stamp === stamp ? entry.listing : undefined
    },
    set: (id, stamp, listing) => void fresh.set(id, { stamp, listing }),
    async save(ids) {
      const before = (await entries) ?? new Map()
      if (fresh.size === 0 && before.size <= ids.length) return
      const merged = new Map([...before, ...fresh])
      const stored = ids.flatMap((id) => (merged.has(id) ? [[id, merged.get(id)!] as const] : []))
      entries = Promise.resolve(new Map(stored))
      fresh.clear()
      await writeJson(path, { version: VERSION, entries: Object.fromEntries(stored) }).catch(() => {})
    },
  }
}
