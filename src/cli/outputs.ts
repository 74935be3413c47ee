import { errorMessage } from '../contract/error-message.ts'
import { constants, createReadStream, createWriteStream } from 'node:fs'
import { access, mkdir, open, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CoreglowError, type Calls } from '../contract/procedures.ts'
import type { SavedRecord } from '../contract/saved-record.ts'
import type { Client } from '../transport/client.ts'
import type { Io } from './io.ts'

export interface OutputOptions {
  /** A file, or "-" for standard output. */
  readonly json?: string
  /** Folder, created if missing; its parent must exist. */
  readonly csv?: string
  readonly png?: string
}

/** Checks that all outputs can be written, before minutes are spent on a run. @throws CoreglowError bad-params */
export async function checkOutputs({ json, csv, png }: OutputOptions): Promise<void> {
  if (json !== undefined && json !== '-') await explain(json, () => checkFile(json))
  if (png !== undefined) await explain(png, () => checkFile(png))
  if (csv !== undefined) await explain(csv, () => checkFolder(csv))
}

/** Opens the file for writing: permissions alone do not show a read-only file system. */
export async function checkFile(path: string): Promise<void> {
  const existed = await stat(path).then(
    () => true,
    () => false,
  )
  await (await open(path, 'a')).close()
  if (!existed) await rm(path)
}

/** Creates the folder without its parents: `recursive` loops for ever in /proc. */
async function checkFolder(path: string): Promise<void> {
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  if (!(await stat(path)).isDirectory()) throw new Error('not a folder')
  await access(path, constants.W_OK)
}

/** Writes the outputs. JSON has one run as an object, several as an array. */
export async function writeOutputs(
  client: Client,
  runs: readonly SavedRecord[],
  options: OutputOptions,
  io: Io,
): Promise<void> {
  const { json, csv, png } = options
  if (json !== undefined) await writeJson(json, `${JSON.stringify(runs.length === 1 ? runs[0] : runs)}\n`, io)
  const ids = runs.map(({ id }) => id)
  if (png !== undefined) await writeExport(client, { ids, format: 'card-png' }, () => png)
  if (csv === undefined) return
  for (const id of ids) {
    await writeExport(client, { ids: [id], format: 'csv-results' }, (name) => join(csv, name))
    await writeExport(client, { ids: [id], format: 'csv-samples' }, (name) => join(csv, name))
  }
}

async function writeJson(target: string, text: string, io: Io): Promise<void> {
  if (target === '-') io.stdout.write(text)
  else await explain(target, () => writeFile(target, text))
}

async function writeExport(client: Client, params: Calls['exportRun']['params'], pathOf: (name: string) => string) {
  const { fileName, path: exported } = await client.call('exportRun', params)
  const path = pathOf(basename(fileName))
  await explain(path, () => copyInto(exported, path))
}

/** Writes the content of a file into another, which may be a pipe or a device. */
export function copyInto(from: string, to: string): Promise<void> {
  return pipeline(createReadStream(from), createWriteStream(to))
}

export async function explain(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    const reason = errorMessage(error)
    throw new CoreglowError('bad-params', `Cannot write ${path}: ${reason}.`, { cause: error })
  }
}
