import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { start } from './node-program-testing.ts'
import { makeSharedFolder, named } from './program-testing.ts'

const folder = makeSharedFolder('calls-')

let files = 0

/** Path of a file of the user's with this text. */
export function userFile(text: string, extension = 'mjs'): string {
  const file = join(folder, `report${files++}.${extension}`)
  writeFileSync(file, text)
  return file
}

/** A folder in which a program may leave its calls. */
export function callsFolder(): string {
  const place = join(folder, `calls${files++}`)
  mkdirSync(place)
  return place
}

/** Of the file `ledger` or `digests` there. */
export function numbersOf(place: string, name: string): readonly bigint[] {
  return [...new BigUint64Array(new Uint8Array(readFileSync(join(place, name))).buffer)]
}

/** A trial of `work` of a file with this text, where LEDGER is the path of the ledger, and what it leaves. */
export async function map(model: string, text: string, options: Record<string, unknown> = {}) {
  const { workers = 2, chunk = 1, ...more } = options
  const place = callsFolder()
  const { ask, child } = start()
  const target = {
    file: userFile(text.replaceAll('LEDGER', JSON.stringify(join(place, 'ledger')))),
    name: 'work',
    timeout: 60,
    ...more,
  }
  const events = await ask({ do: 'map', model, workers, chunk, function: target, folder: place })
  return {
    child,
    events,
    answer: events.at(-1)!,
    items: named(events, 'items')[0]!,
    numbers: (name: string) => numbersOf(place, name),
    values: () => readFileSync(join(place, 'values'), 'utf8').trimEnd().split('\n'),
  }
}
