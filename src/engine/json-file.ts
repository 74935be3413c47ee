import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { writeAtomically } from './atomic-write.ts'

/** What the file holds; undefined when there is none, or it does not fit the schema. */
export async function readJson<T>(path: string, schema: v.GenericSchema<unknown, T>): Promise<T | undefined> {
  try {
    return v.parse(schema, JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return undefined
  }
}

/** Replaces the file in one step; makes its folder. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeAtomically(path, Buffer.from(JSON.stringify(value, undefined, 2)))
}
