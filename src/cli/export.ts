import { errorMessage } from '../contract/error-message.ts'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { resolve } from 'node:path'
import { CoreglowError } from '../contract/error.ts'
import type { Calls } from '../contract/procedures.ts'
import type { Client } from '../transport/client.ts'
import { FORMATS, SQUARE, type Format, type SHAPES } from './export-formats.ts'
import type { Io } from './io.ts'
import { checkFile, copyInto, explain } from './outputs.ts'
import { withEngine } from './session.ts'

export interface ExportOptions {
  readonly format: string
  readonly output: string
  readonly theme?: 'light' | 'dark'
  readonly shape?: (typeof SHAPES)[number]
}

/** Exports a saved run, or a run from a file. CSV is three files: PATH, and next to it samples and spans. */
export async function exportRun(
  source: string,
  { format, output, theme, shape }: ExportOptions,
  io: Io,
): Promise<void> {
  const files = formatsOf(format, shape).map(([name, suffix]) => ({ format: name, path: withSuffix(output, suffix) }))
  for (const { path } of files) await explain(path, () => checkFile(path))
  await withEngine(io, async (client) => {
    const which = await chosen(client, source)
    for (const file of files) {
      const { path } = await client.call('exportRun', { ...which, format: file.format, theme })
      await explain(file.path, () => copyInto(path, file.path))
      io.stdout.write(`${file.path}\n`)
    }
  })
}

/** Formats to write. @throws CoreglowError bad-params for a square shape of a format without one */
function formatsOf(format: string, shape: ExportOptions['shape']): readonly (readonly [Format, string])[] {
  if (shape !== 'square') return FORMATS[format]!
  const square = SQUARE[format]
  if (square !== undefined) return [[square, '']]
  throw new CoreglowError('bad-params', `--shape square applies to cards only: use --format png or svg, not ${format}.`)
}

/** Inserts a suffix: "out.csv" becomes "out-samples.csv". */
function withSuffix(path: string, suffix: string): string {
  return suffix === '' ? path : path.replace(/(\.\w+)?$/, (end: string) => suffix + end)
}

/** Run to export: a saved run's id, or else a file. */
async function chosen(client: Client, source: string): Promise<Pick<Calls['exportRun']['params'], 'ids' | 'path'>> {
  const saved = await client.call('runs', {})
  if (saved.some(({ id }) => id === source)) return { ids: [source] }
  await checkReadable(source, `No saved run or file named "${source}"`)
  return { ids: [], path: resolve(source) }
}

/** Checks a file's SHA-256. @throws CoreglowError storage if the data does not match, bad-params if the file has none */
export async function verifyFile(path: string, io: Io): Promise<void> {
  await checkReadable(path, `Cannot read ${path}`)
  const { result, text } = await withEngine(io, (client) => client.call('verify', { path: resolve(path) }))
  if (result === 'nothing') throw new CoreglowError('bad-params', text)
  if (result === 'changed') throw new CoreglowError('storage', text)
  io.stdout.write(`${text}\n`)
}

async function checkReadable(path: string, sentence: string): Promise<void> {
  try {
    await access(path, constants.R_OK)
  } catch (error) {
    const reason = errorMessage(error)
    throw new CoreglowError('bad-params', `${sentence}: ${reason}.`, { cause: error })
  }
}
