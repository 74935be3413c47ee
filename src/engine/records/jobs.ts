import { errorMessage } from '../../contract/error-message.ts'
import type { ThemeName } from '../../contract/palette.ts'
import { CoreglowError, type Calls } from '../../contract/procedures.ts'
import type { SavedRecord } from '../../contract/saved-record.ts'
import type { Archive } from '../archive/archive.ts'
import { decodeRuns } from '../archive/run-file.ts'
import { compareRuns } from '../compare/compare.ts'
import { verify } from '../digest/verify.ts'
import type { ExportFormat } from '../export/export.ts'

/** A saved record by its id; one that could not be saved, whole. */
export type RecordSource = string | SavedRecord

/** Work on whole records, which takes too long for the thread that serves the page. Files are base64, as they come and go. */
export type Job =
  | {
      readonly type: 'export'
      readonly records: readonly RecordSource[]
      /** Content of a run file instead of records. */
      readonly file: string | undefined
      readonly format: ExportFormat
      readonly theme: ThemeName
    }
  | { readonly type: 'compare'; readonly records: readonly { readonly source: RecordSource; readonly name?: string }[] }
  | { readonly type: 'import'; readonly file: string }
  | { readonly type: 'verify'; readonly file: string }

export interface JobResults {
  readonly export: Calls['exportRun']['result']
  readonly compare: Calls['compareRuns']['result']
  readonly import: Calls['importRuns']['result']
  readonly verify: Calls['verify']['result']
}

/** Does a job. @throws CoreglowError */
export async function perform(job: Job, archive: Archive): Promise<JobResults[Job['type']]> {
  const read = async (source: RecordSource) => (typeof source === 'string' ? archive.read(source) : source)
  if (job.type === 'export') return exportFile(job, read)
  if (job.type === 'import') return { ids: await archive.import(bytesOf(job.file)) }
  if (job.type === 'verify') return verify(bytesOf(job.file))
  const named = job.records.map(async ({ source, name }) => ({ run: await read(source), name }))
  return compareRuns(await Promise.all(named))
}

async function exportFile(
  { records, file, format, theme }: Extract<Job, { type: 'export' }>,
  read: (source: RecordSource) => Promise<SavedRecord>,
): Promise<JobResults['export']> {
  const runs = await (file === undefined ? Promise.all(records.map(read)) : readRuns(bytesOf(file)))
  // Charts, fonts and PDF are a second of CPU time, which no other job needs.
  const { exportRuns } = await import('../export/export.ts')
  const { bytes, ...rest } = await exportRuns(runs, format, theme)
  return { ...rest, base64: Buffer.from(bytes).toString('base64') }
}

function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64, 'base64')
}

/** @throws CoreglowError bad-params where it is no run */
async function readRuns(bytes: Uint8Array): Promise<readonly SavedRecord[]> {
  try {
    return await decodeRuns(bytes)
  } catch (error) {
    throw new CoreglowError('bad-params', errorMessage(error), { path: 'params.file', cause: error })
  }
}
