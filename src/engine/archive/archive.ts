import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CoreglowError } from '../../contract/procedures.ts'
import type { Run, RunEvent, RunListing } from '../../contract/run.ts'
import { writeAtomically } from '../atomic-write.ts'
import { errorCode, errorMessage } from '../errors.ts'
import { decodeHeader, decodeRun, encodeRun, type RunHeader } from './run-file.ts'
import { isRunId, timeOfRunId } from './run-id.ts'

const SUFFIX = '.json.gz'
/** Files that are read at once when many are new. */
const AT_ONCE = 8
/** Runs that could not be saved and are held for this session. */
const HELD = 20

/** Saved runs, one file each in `<dataFolder>/runs`. */
export interface Archive {
  /** Saves, or holds the run in memory for this session and says why. Never rejects. */
  keep(run: Run): Promise<Extract<RunEvent, { type: 'end' }>['saved']>
  /** Newest first. Files that cannot be read are listed as such, and never touched. @throws CoreglowError storage */
  list(): Promise<RunListing[]>
  /** @throws CoreglowError unknown-run, or storage where the file cannot be read */
  read(id: string): Promise<Run>
}

export function createArchive(dataFolder: string): Archive {
  const folder = join(dataFolder, 'runs')
  const held = new Map<string, Run>()
  const known = new Map<string, { readonly stamp: string; readonly listing: RunListing }>()

  const hold = (run: Run, reason: string) => {
    held.set(run.id, run)
    for (const id of [...held.keys()].slice(0, -HELD)) held.delete(id)
    return { ok: false, reason } as const
  }
  const listFile = async (id: string): Promise<RunListing | undefined> => {
    const file = join(folder, id + SUFFIX)
    const status = await stat(file).catch(() => undefined)
    if (status === undefined) return undefined
    const stamp = `${status.ino} ${status.size} ${status.mtimeMs} ${status.ctimeMs}`
    const before = known.get(id)
    if (before?.stamp === stamp) return before.listing
    const listing = await readListing(id, file, status.size, status.mtime)
    known.set(id, { stamp, listing })
    return listing
  }
  return {
    async keep(run) {
      if (run.status === 'failed' && run.results.length === 0) {
        return hold(run, 'It failed before its first result, so there is nothing to keep.')
      }
      const path = join(folder, run.id + SUFFIX)
      try {
        await writeAtomically(path, await encodeRun(run))
        return { ok: true, path }
      } catch (error) {
        return hold(
          run,
          `The run could not be saved in ${folder}: ${errorMessage(error)}. It is held until Coreglow ends.`,
        )
      }
    },
    async list() {
      const ids = await runIds(folder)
      const listings = await mapAtOnce(ids, listFile)
      const unsaved = [...held.values()].map((run) => toListing(run, 0))
      return [...listings.filter((one) => one !== undefined), ...unsaved].toSorted(newestFirst)
    },
    async read(id) {
      const run = held.get(id)
      if (run !== undefined) return run
      if (!isRunId(id)) throw new CoreglowError('unknown-run', `"${id}" is not the id of a run.`)
      return readRun(id, join(folder, id + SUFFIX))
    },
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
    throw new CoreglowError('storage', `The folder ${folder} cannot be read: ${errorMessage(error)}.`, { cause: error })
  }
}

async function readRun(id: string, file: string): Promise<Run> {
  const bytes = await readPlain(file).catch((error: unknown) => {
    if (isAbsent(error)) throw new CoreglowError('unknown-run', `There is no run "${id}".`)
    throw new CoreglowError('storage', `The run "${id}" cannot be read: ${errorMessage(error).replace(/\.$/, '')}.`, {
      cause: error,
    })
  })
  return decodeRun(bytes).catch((error: unknown) => {
    throw new CoreglowError('storage', `The run "${id}" cannot be read. ${errorMessage(error)}`, { cause: error })
  })
}

/** A pipe or a device may never end. */
async function readPlain(file: string): Promise<Uint8Array> {
  if ((await stat(file)).isFile()) return readFile(file)
  throw new Error('The file is a folder, a pipe or a device.')
}

async function readListing(id: string, file: string, bytes: number, modified: Date): Promise<RunListing> {
  try {
    const header = await decodeHeader(await readPlain(file))
    if (header.id !== id) throw new Error(`The file holds the run "${header.id}" under another name.`)
    return toListing(header, bytes)
  } catch (error) {
    const createdAt = timeOfRunId(id) ?? modified.toISOString()
    return { status: 'unreadable', id, createdAt, file, reason: errorMessage(error), bytes }
  }
}

function toListing(
  { id, createdAt, status, experiment, title, runtime, verdict }: RunHeader,
  bytes: number,
): RunListing {
  const { text, noisy } = verdict
  return { status, id, createdAt, experiment, title, runtime: runtime.label, verdict: text, noisy, bytes }
}

function isAbsent(error: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')
}

function newestFirst(a: RunListing, b: RunListing): number {
  return b.createdAt < a.createdAt ? -1 : b.createdAt > a.createdAt ? 1 : a.id < b.id ? 1 : -1
}

async function mapAtOnce<T, R>(items: readonly T[], map: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (let at = 0; at < items.length; at += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(map))))
  }
  return results
}
