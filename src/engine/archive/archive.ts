import { errorMessage } from '../../contract/error-message.ts'
import { readdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CoreglowError } from '../../contract/procedures.ts'
import type { SaveOutcome } from '../../contract/save-outcome.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { writeAtomically } from '../files/atomic-write.ts'
import { errorCode } from '../files/error-code.ts'
import { makeFolder } from '../files/make-folder.ts'
import { openKnownListings } from './known-listings.ts'
import { inOrder, readListing, toListing, withNote } from './listing.ts'
import { createNotes, type Note } from './notes.ts'
import { readPlain } from './read-plain.ts'
import { decodeRun, decodeRuns, encodeRun } from './run-file.ts'
import { isRunId } from './run-id.ts'

const SUFFIX = '.json.gz'
/** Files read at the same time. Chosen: well below usual limits of open files. */
const AT_ONCE = 32
/** Most unsaved runs held in memory. Chosen: more would need too much memory. */
const HELD = 20

/** Saved runs and observations, one file each in `<dataFolder>/runs`, and what the user says of them. */
export interface Archive {
  /** Folder of the run files. */
  readonly folder: string
  /** Whether a run is saved on disk. */
  has(id: string): Promise<boolean>
  /** Saves, or holds the run in memory for this session and says why. Never rejects. */
  save(record: SavedRecord): Promise<SaveOutcome>
  /** Saves, or says why not. Never rejects. */
  write(record: SavedRecord): Promise<SaveOutcome>
  /** Holds a run in memory for this session, as `reason` says. */
  hold(record: SavedRecord, reason: string): SaveOutcome
  /** A run that could not be saved; undefined for all others. */
  held(id: string): SavedRecord | undefined
  /** Retries saving a held run. @throws CoreglowError unknown-run, storage */
  saveHeld(id: string): Promise<void>
  /** Lists runs, pinned first, then the newest. Unreadable files are listed as such and never touched. @throws CoreglowError storage */
  list(): Promise<RunListing[]>
  /** Reads a run. @throws CoreglowError unknown-run, or storage if the file cannot be read */
  read(id: string): Promise<SavedRecord>
  /** Sets name, note or pin. @throws CoreglowError unknown-run, storage */
  annotate(id: string, note: Partial<Omit<Note, 'imported'>>): Promise<void>
  /** What is wrong with the file of names and notes, a sentence. Never rejects. */
  problem(): Promise<string | undefined>
  /** Moves runs to `<dataFolder>/deleted`. @throws CoreglowError unknown-run, storage */
  remove(ids: readonly string[]): Promise<void>
  /** Restores removed runs. @throws CoreglowError unknown-run, storage */
  restore(ids: readonly string[]): Promise<void>
  /** Adds the runs of a file, marked as imported. Returns their ids. @throws CoreglowError bad-params, storage */
  import(bytes: Uint8Array): Promise<string[]>
}

export function createArchive(dataFolder: string): Archive {
  const folder = join(dataFolder, 'runs')
  const deleted = join(dataFolder, 'deleted')
  const held = new Map<string, SavedRecord>()
  const known = openKnownListings(dataFolder)
  const notes = createNotes(dataFolder)
  const fileOf = (id: string) => join(folder, id + SUFFIX)

  const write = async (run: SavedRecord): Promise<SaveOutcome> => {
    if (isRun(run) && run.status === 'failed' && run.results.length === 0) {
      return { ok: false, reason: 'The run failed before its first result, so there is nothing to save.' }
    }
    try {
      await writeAtomically(fileOf(run.id), await encodeRun(run))
      return { ok: true, path: fileOf(run.id) }
    } catch (error) {
      const reason = `Cannot save the run in ${folder}: ${errorMessage(error)}. It stays in memory until Coreglow quits.`
      return { ok: false, reason }
    }
  }
  const hold = (run: SavedRecord, reason: string) => {
    held.set(run.id, run)
    for (const id of [...held.keys()].slice(0, -HELD)) held.delete(id)
    return { ok: false, reason } as const
  }
  const listFile = async (id: string): Promise<RunListing | undefined> => {
    const file = fileOf(id)
    const status = await stat(file).catch(() => undefined)
    if (status === undefined) return undefined
    const stamp = `${status.ino} ${status.size} ${status.mtimeMs} ${status.ctimeMs}`
    const before = await known.get(id, stamp)
    if (before !== undefined) return before
    const listing = await readListing(id, file, status.size, status.mtime)
    known.set(id, stamp, listing)
    return listing
  }
  const change = async (id: string, note: Partial<Note>) => {
    await notes.change(id, note).catch((error: unknown) => {
      throw storage('Cannot save the name, note or pin of the run', error)
    })
  }
  return {
    folder,
    has: async (id) => (await stat(fileOf(id)).catch(() => undefined)) !== undefined,
    async save(run) {
      const saved = await write(run)
      return saved.ok ? saved : hold(run, saved.reason)
    },
    write,
    hold,
    held: (id) => held.get(id),
    async saveHeld(id) {
      const run = held.get(id)
      if (run === undefined) throw new CoreglowError('unknown-run', `Run "${id}" is already saved.`)
      await writeAtomically(fileOf(id), await encodeRun(run)).catch((error: unknown) => {
        throw storage(`The run could not be saved in ${folder}`, error)
      })
      held.delete(id)
    },
    async list() {
      const ids = await runIds(folder)
      const found = await mapAtOnce(ids, listFile)
      await known.save(ids)
      const said = await notes.all()
      const unsaved = [...held.values()].map((run) => toListing(run, 0))
      const listings = [...found.filter((listing) => listing !== undefined), ...unsaved]
      return listings.map((listing) => withNote(listing, said.get(listing.id))).toSorted(inOrder)
    },
    async read(id) {
      const run = held.get(id)
      if (run !== undefined) return run
      checkId(id)
      return readRun(id, fileOf(id))
    },
    async annotate(id, note) {
      checkId(id)
      if (!held.has(id) && (await listFile(id)) === undefined) {
        throw unknownRun(id)
      }
      await change(id, note)
    },
    problem: () => notes.problem(),
    async remove(ids) {
      const saved = ids.filter((id) => !held.delete(id))
      await moveRuns(saved, folder, deleted)
    },
    restore: (ids) => moveRuns(ids, deleted, folder),
    async import(bytes) {
      const runs = await decodeRuns(bytes).catch((error: unknown) => {
        throw badFile(errorMessage(error), error)
      })
      for (const run of runs) {
        if (!isRunId(run.id)) throw badFile(`"${run.id}" is not a valid run id.`)
        const isNew = (await stat(fileOf(run.id)).catch(() => undefined)) === undefined
        if (!isNew) continue
        await writeAtomically(fileOf(run.id), await encodeRun(run)).catch((error: unknown) => {
          throw storage(`The run could not be saved in ${folder}`, error)
        })
        await change(run.id, { imported: new Date().toISOString() })
      }
      return runs.map(({ id }) => id)
    },
  }
}

function checkId(id: string): void {
  if (!isRunId(id)) throw new CoreglowError('unknown-run', `"${id}" is not a valid run id.`)
}

function unknownRun(id: string): CoreglowError {
  return new CoreglowError('unknown-run', `There is no run "${id}".`)
}

function badFile(sentence: string, cause?: unknown): CoreglowError {
  return new CoreglowError('bad-params', sentence, { path: 'params.path', cause })
}

function storage(sentence: string, error: unknown): CoreglowError {
  const reason = errorMessage(error).replace(/\.$/, '')
  return new CoreglowError('storage', `${sentence}: ${reason}.`, { cause: error })
}

/** @throws CoreglowError unknown-run, storage */
async function moveRuns(ids: readonly string[], from: string, to: string): Promise<void> {
  await makeFolder(to).catch((error: unknown) => {
    throw storage(`Cannot create the folder ${to}`, error)
  })
  for (const id of ids) {
    checkId(id)
    await rename(join(from, id + SUFFIX), join(to, id + SUFFIX)).catch((error: unknown) => {
      if (isAbsent(error)) throw unknownRun(id)
      throw storage(`Cannot move run "${id}"`, error)
    })
  }
}

async function runIds(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder)
    return names
      .filter((name) => name.endsWith(SUFFIX) && !name.startsWith('.'))
      .map((name) => name.slice(0, -SUFFIX.length))
  } catch (error) {
    if (isAbsent(error)) return []
    throw storage(`Cannot read the folder ${folder}`, error)
  }
}

async function readRun(id: string, file: string): Promise<SavedRecord> {
  const bytes = await readPlain(file).catch((error: unknown) => {
    if (isAbsent(error)) throw unknownRun(id)
    throw storage(`Cannot read run "${id}"`, error)
  })
  return decodeRun(bytes).catch((error: unknown) => {
    throw new CoreglowError('storage', `Cannot read run "${id}". ${errorMessage(error)}`, { cause: error })
  })
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')
}

async function mapAtOnce<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(start, start + AT_ONCE).map(map))))
  }
  return results
}
