import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { makeSharedFolder } from './program-testing.ts'
import { type Python, start } from './python-program-testing.ts'

// Orders about a user's function, given to a real interpreter.

const folder = makeSharedFolder('python-calls-')
let files = 0

/** A file of a user's: `name` may have folders, and is in a folder of its own. */
export function userFile(text: string, name = 'report.py'): string {
  const file = join(folder, `user${files++}`, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

export type Target = Readonly<Record<string, unknown>>

/** An interpreter, and orders for it. */
export function calls(python: Python) {
  const program = start(python)

  async function inspect(file: string, more: Target = {}) {
    return (await program.ask({ do: 'inspect', function: { file, name: 'work', timeout: 60, ...more } })).at(-1)!
  }

  async function map(model: string, file: string, { chunk = 1, workers = 2, startMethod, ...more }: Target = {}) {
    const trial = mkdtempSync(join(folder, 'trial-'))
    const target = { file, name: 'work', timeout: 60, ...more }
    const options = startMethod === undefined ? {} : { startMethod }
    const events = await program.ask({ do: 'map', model, workers, chunk, function: target, folder: trial, options })
    return {
      events,
      answer: events.at(-1)!,
      items: events.find(({ ev }) => ev === 'items')!,
      numbers: (name: string) => {
        const bytes = readFileSync(join(trial, name))
        return [...new BigInt64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))]
      },
      values: () => readFileSync(join(trial, 'values'), 'utf8').trimEnd().split('\n'),
    }
  }

  return { ...program, inspect, map }
}
