import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import * as v from 'valibot'
import { SCHEMA_VERSION } from '../../contract/observation.ts'
import { ProgramRecordSchema } from '../../contract/program.ts'
import { RunSchema } from '../../contract/run.ts'
import { isRun, SavedRecordSchema, type SavedRecord } from '../../contract/saved-record.ts'
import { decompress, isGzip } from '../files/gzip.ts'
import { digestMatches } from '../digest/digest.ts'
import { migrate } from './migrate.ts'

/** Level of gzip. Measured: three times as fast as the usual 6, for files 5 % larger. */
const LEVEL = 4

/** Fields of the first line, in its order. */
const COMMON_FIELDS = ['schemaVersion', 'kind', 'id', 'createdAt', 'status'] as const
const RUN_FIELDS = [...COMMON_FIELDS, 'experiment', 'title', 'runtime', 'verdict'] as const
const PROGRAM_FIELDS = [...COMMON_FIELDS, 'title', 'program', 'wallSeconds', 'diagnosis', 'environments'] as const

/** The first line of a file; those of older versions have no environments there. */
const HeaderSchema = v.variant('kind', [
  v.object({
    ...v.pick(RunSchema, RUN_FIELDS).entries,
    environments: v.optional(RunSchema.entries.environments),
  }),
  v.pick(ProgramRecordSchema, PROGRAM_FIELDS),
])
const NewerSchema = v.object({ schemaVersion: v.pipe(v.number(), v.gtValue(SCHEMA_VERSION)) })
export type RunHeader = v.InferOutput<typeof HeaderSchema>

/**
 * A run or a program's observation as gzipped JSON. What a list needs comes first, on a line of its own (JSON has no line breaks otherwise), so
 * that listing checks the whole file's CRC and parses one line.
 */
export async function encodeRun(record: SavedRecord): Promise<Uint8Array> {
  const fields: readonly string[] = isRun(record) ? [...RUN_FIELDS, 'environments'] : PROGRAM_FIELDS
  const values = new Map(Object.entries(record))
  const known = fields.map((field) => [field, values.get(field)] as const)
  const rest = [...values].filter(([field]) => !fields.includes(field))
  const [header, others] = [known, rest].map((entries) => JSON.stringify(Object.fromEntries(entries)))
  return promisify(gzip)(`${header!.slice(0, -1)}\n,${others!.slice(1)}`, { level: LEVEL })
}

/** @throws Error with a sentence that says what is wrong with the file. */
export async function decodeHeader(bytes: Uint8Array): Promise<RunHeader> {
  const text = await decompress(bytes)
  const end = text.indexOf('\n')
  return check(HeaderSchema, parse(end < 0 ? text : Buffer.concat([text.subarray(0, end), Buffer.from('}')])))
}

/** @throws Error with a sentence that says what is wrong with the file. */
export async function decodeRun(bytes: Uint8Array): Promise<SavedRecord> {
  return check(SavedRecordSchema, parse(await decompress(bytes)))
}

/**
 * What `run --json` wrote, or an archived file: one run or observation, or an array of them. It has been elsewhere, so the data must
 * match the SHA-256 where it carries one. @throws Error with a sentence
 */
export async function decodeRuns(bytes: Uint8Array): Promise<SavedRecord[]> {
  const value = parse(isGzip(bytes) ? await decompress(bytes) : bytes)
  return (Array.isArray(value) ? value : [value]).map((record: unknown) => {
    if (digestMatches(record) !== false) return check(SavedRecordSchema, record)
    throw new Error('The file was modified or damaged: its data does not match its SHA-256.')
  })
}

function check<T extends v.GenericSchema>(schema: T, given: unknown): v.InferOutput<T> {
  const value = migrate(given)
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const newer = v.safeParse(NewerSchema, value)
  if (newer.success) {
    const { schemaVersion } = newer.output
    throw new Error(
      `The file was written by a newer Coreglow (format ${schemaVersion}; this version reads up to ${SCHEMA_VERSION}).`,
    )
  }
  const [issue] = result.issues
  throw new Error(`Not a run file: ${v.getDotPath(issue) ?? 'content'}: ${issue.message}`)
}

function parse(utf8: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(utf8))
  } catch (error) {
    throw new Error('Not a run file: invalid JSON.', { cause: error })
  }
}
