import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import * as v from 'valibot'
import { EnvironmentSchema, SCHEMA_VERSION } from '../../contract/observation.ts'
import { RunSchema, type Run } from '../../contract/run.ts'
import { decompress, isGzip } from '../files/gzip.ts'
import { digestMatches } from '../digest/digest.ts'
import { migrate } from './migrate.ts'

/** Level of gzip. Measured: three times as fast as the usual 6, for files 5 % larger. */
const LEVEL = 4

const HeaderSchema = v.pick(RunSchema, [
  'schemaVersion',
  'kind',
  'id',
  'createdAt',
  'status',
  'experiment',
  'title',
  'runtime',
  'verdict',
])

/** The first line of a file; those of older versions have no environments there. */
const LineSchema = v.object({
  ...HeaderSchema.entries,
  environments: v.optional(v.tupleWithRest([EnvironmentSchema], EnvironmentSchema)),
})
const NewerSchema = v.object({ schemaVersion: v.pipe(v.number(), v.gtValue(SCHEMA_VERSION)) })
export type RunHeader = v.InferOutput<typeof LineSchema>

/**
 * A run as gzipped JSON. What a list needs comes first, on a line of its own (JSON has no line breaks otherwise), so
 * that listing checks the whole file's CRC and parses one line.
 */
export async function encodeRun(run: Run): Promise<Uint8Array> {
  const { schemaVersion, kind, id, createdAt, status, experiment, title, runtime, verdict, environments, ...rest } = run
  const known = { schemaVersion, kind, id, createdAt, status, experiment, title, runtime, verdict }
  const header: RunHeader = { ...known, environments }
  const text = `${JSON.stringify(header).slice(0, -1)}\n,${JSON.stringify(rest).slice(1)}`
  return promisify(gzip)(text, { level: LEVEL })
}

/** @throws Error with a sentence that says what is wrong with the file. */
export async function decodeHeader(bytes: Uint8Array): Promise<RunHeader> {
  const text = await decompress(bytes)
  const end = text.indexOf('\n')
  return check(LineSchema, parse(end < 0 ? text : Buffer.concat([text.subarray(0, end), Buffer.from('}')])))
}

/** @throws Error with a sentence that says what is wrong with the file. */
export async function decodeRun(bytes: Uint8Array): Promise<Run> {
  return check(RunSchema, parse(await decompress(bytes)))
}

/**
 * What `run --json` wrote, or an archived file: one run, or an array of them. It has been elsewhere, so the data must
 * match the SHA-256 where it carries one. @throws Error with a sentence
 */
export async function decodeRuns(bytes: Uint8Array): Promise<Run[]> {
  const value = parse(isGzip(bytes) ? await decompress(bytes) : bytes)
  return (Array.isArray(value) ? value : [value]).map((one: unknown) => {
    if (digestMatches(one) !== false) return check(RunSchema, one)
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
