import { readFile, rename } from 'node:fs/promises'
import * as v from 'valibot'
import { writeAtomically } from './atomic-write.ts'
import { errorCode } from '../errors.ts'

/** What the file holds; undefined when there is none, or it does not fit the schema. For what can be made anew. */
export async function readJson<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  try {
    return v.parse(schema, JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/**
 * What the file holds, of what cannot be made anew; undefined when there is none. One that does not fit the schema is
 * set aside under another name, so that nothing overwrites it, and `onBroken` gets a sentence that says so.
 * @throws Error where the file cannot be read or set aside
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
