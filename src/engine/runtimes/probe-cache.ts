import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { stampOf } from './identity.ts'
import { readJson, writeJson } from '../files/json-file.ts'
import { type Probed, ProbedSchema } from './probe.ts'

const EntrySchema = v.object({ stamp: v.string(), probed: ProbedSchema })
const FileSchema = v.object({ programs: v.string(), entries: v.record(v.string(), EntrySchema) })

/**
 * Results of probes by interpreter identity, kept on disk until the interpreter or the workloads change.
 * Broken ones are not kept: one may have been slow once, on a cold disk.
 */
export interface ProbeCache {
  get(identity: string, stamp: string): Probed | undefined
  set(identity: string, stamp: string, probed: Probed): void
  /** Writes the cache. Failure is not an error. */
  save(): Promise<void>
}

export async function openProbeCache(file: string, workloads: string): Promise<ProbeCache> {
  const programs = await fingerprint(workloads)
  const stored = await readJson(file, FileSchema)
  const entries = new Map(stored?.programs === programs ? Object.entries(stored.entries) : [])
  let changed = false
  return {
    get(identity, stamp) {
      const entry = entries.get(identity)
      return entry?.stamp === stamp ? entry.probed : undefined
    },
    set(identity, stamp, probed) {
      changed = true
      if (probed.status === 'broken') entries.delete(identity)
      else entries.set(identity, { stamp, probed })
    },
    async save() {
      if (changed) await writeJson(file, { programs, entries: Object.fromEntries(entries) }).catch(() => {})
      changed = false
    },
  }
}

/** Stamp that changes with any file of the workload programs. */
async function fingerprint(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => /\.(py|mjs)$/.test(file)).toSorted()
  const stamps = await Promise.all(files.map(async (file) => `${file} ${await stampOf(join(folder, file))}`))
  return createHash('sha256').update(stamps.join('\n')).digest('hex')
}
