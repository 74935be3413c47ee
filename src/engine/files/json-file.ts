import { readFile, rename } from 'node:fs/promises'
import * as v from 'valibot'
import { writeAtomically } from './atomic-write.ts'
import { errorCode } from './error-code.ts'

/** Reads a JSON file; undefined if there is none or it does not match the schema. For data that can be rebuilt. */
export async function readJson<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  try {
    return v.parse(schema, JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/**
 * Reads a JSON file that cannot be rebuilt; undefined if there is none. A file that does not match the schema is
 * renamed, so that nothing overwrites it, and `onBroken` receives a sentence about it.
 * @throws Error if the file cannot be read or renamed
 */
export async function readStored<T>(
  path: string,
  schema: v.GenericSchema<unknown, T>,
  onBroken: (sentence: string) => void = () => {},
): Promise<T | undefined> {
  try {
    const text = await readFile(path, 'utf8')
    const result = v.safeParse(schema, parse(text))
    if (result.success) return result.output
    const [issue] = result.issues
    const aside = `${path}.broken-${new Date().toISOString().replace(/[-:.]/g, '')}`
    await rename(path, aside)
    onBroken(`${path} is invalid (${v.getDotPath(issue) ?? 'content'}: ${issue.message}). It was moved to ${aside}.`)
  } catch (error) {
    // Another window may have set it aside meanwhile.
    if (errorCode(error) !== 'ENOENT') throw error
  }
  return undefined
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Replaces the file in one step; makes its folder. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomically(path, Buffer.from(JSON.stringify(value, undefined, 2)))
}
