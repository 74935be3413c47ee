import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { CoreglowError } from '../contract/error.ts'
import { errorMessage } from '../contract/error-message.ts'

export interface Target {
  readonly file: string
  /** Undefined for the default, `work`. */
  readonly name: string | undefined
}

/**
 * File and function of "report.py:work". A colon belongs to the path where the whole text is a file, or where only a drive
 * letter stands before it, as in "C:\report.py".
 * @throws CoreglowError bad-params where nothing stands before or after the colon
 */
export function parseTarget(text: string, exists: (path: string) => boolean = existsSync): Target {
  const colon = text.lastIndexOf(':')
  const [file, name] = [text.slice(0, colon), text.slice(colon + 1)]
  const isDrive = /^[a-z]$/i.test(file) && /^[\\/]/.test(name)
  if (colon < 0 || isDrive || exists(text)) return { file: text, name: undefined }
  if (file === '' || name === '')
    throw new CoreglowError('bad-params', `Name the function as in report.py:work, not "${text}".`)
  return { file, name }
}

/** Text of `--inputs`: JSON, or that of the file after an @. @throws CoreglowError bad-params where the file cannot be read */
export async function readInputs(text: string | undefined): Promise<string | undefined> {
  if (text === undefined || !text.startsWith('@')) return text
  const path = text.slice(1)
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new CoreglowError('bad-params', `--inputs: Cannot read ${path}: ${errorMessage(error)}.`, { cause: error })
  }
}
