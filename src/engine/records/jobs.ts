import { readFile, writeFile } from 'node:fs/promises'
import { errorMessage } from '../../contract/error-message.ts'
import type { ThemeName } from '../../contract/palette.ts'
import { CoreglowError, type Calls } from '../../contract/procedures.ts'
import type { SaveOutcome } from '../../contract/save-outcome.ts'
import type { SavedRecord } from '../../contract/saved-record.ts'
import type { Archive } from '../archive/archive.ts'
import { decodeRuns } from '../archive/run-file.ts'
import { compareRuns } from '../compare/compare.ts'
import { withDigest } from '../digest/digest.ts'
import { verify } from '../digest/verify.ts'
import type { ExportFormat } from '../export/export.ts'

/** A saved record by its id; one that could not be saved, whole. */
export type RecordSource = string | SavedRecord

/** Work on whole records, which takes too long for the thread that serves the page. Files are read and written here, by their paths. */
export type Job =
  | {
      readonly type: 'export'
      readonly records: readonly RecordSource[]
      /** A run file instead of records. */
      readonly path: string | undefined
      readonly format: ExportFormat
      readonly theme: ThemeName
      /** The file to write. */
      readonly to: string
    }
  | { readonly type: 'compare'; readonly records: readonly { readonly source: RecordSource; readonly name?: string }[] }
  | { readonly type: 'save'; readonly record: SavedRecord }
  | { readonly type: 'import'; readonly path: string }
  | { readonly type: 'verify'; readonly path: string }

export interface JobResults {
  readonly export: Calls['exportRun']['result']
  readonly compare: Calls['compareRuns']['result']
  readonly save: { readonly sha256: string; readonly saved: SaveOutcome }
  readonly import: Calls['importRuns']['result']
  readonly verify: Calls['verify']['result']
}

/** Does a job. @throws CoreglowError */
export async function perform(job: Job, archive: Archive): Promise<JobResults[Job['type']]> {
  const read = async (source: RecordSource) => (typeof source === 'string' ? archive.read(source) : source)
  if (job.type === 'export') return exportFile(job, read)
  if (job.type === 'save') {
    const sealed = withDigest(job.record)
    return { sha256: sealed.sha256, saved: await archive.write(sealed) }
  }
  if (job.type === 'import') return { ids: await archive.import(await readBytes(job.path)) }
  if (job.type === 'verify') return verify(await readBytes(job.path))
  const named = job.records.map(async ({ source, name }) => ({ run: await read(source), name }))
  return compareRuns(await Promise.all(named))
}

async function exportFile(
  { records, path, format, theme, to }: Extract<Job, { type: 'export' }>,
  read: (source: RecordSource) => Promise<SavedRecord>,
): Promise<JobResults['export']> {
  const runs = await (path === undefined ? Promise.all(records.map(read)) : readRuns(path))
  // Charts, fonts and PDF are a second of CPU time, which no other job needs.
  const { exportRuns } = await import('../export/export.ts')
  const { bytes, ...rest } = await exportRuns(runs, format, theme)
  await writeFile(to, bytes).catch((error: unknown) => {
    throw new CoreglowError('storage', `The export cannot be written to ${to}: ${errorMessage(error)}.`)
  })
  return { ...rest, path: to }
}

/** @throws CoreglowError bad-params where it cannot be read */
async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path)
  } catch (error) {
    throw badFile(`Cannot read ${path}: ${errorMessage(error)}.`)
  }
}

/** @throws CoreglowError bad-params where it is not a run */
async function readRuns(path: string): Promise<readonly SavedRecord[]> {
  const bytes = await readBytes(path)
  return decodeRuns(bytes).catch((error: unknown) => {
    throw badFile(errorMessage(error))
  })
}

function badFile(sentence: string): CoreglowError {
  return new CoreglowError('bad-params', sentence, { path: 'params.path' })
}
