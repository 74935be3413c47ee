import { readFile } from 'node:fs/promises'
import { emit } from '../channel.mjs'
import { whileUserCodeRuns } from './user-code.mjs'
import { exportsOf, importFile, isAsyncFunction, isIterable, lineOf, problemOf } from './user-file.mjs'

/** Reports the functions of a file that can be called with an item, and what may be inputs. It imports the file for that. */
export async function outlineFile({ file }) {
  emit('outline', await outline(file).catch(({ message }) => ({ functions: [], items: [], problem: message })))
}

async function outline(file) {
  const { exported } = await whileUserCodeRuns(() => importFile(file))
  const source = await readFile(file, 'utf8')
  const all = Object.entries(exportsOf(exported))
  const functions = all
    .filter(([, value]) => problemOf(value) === undefined)
    .map(([name, fn]) => ({ name, line: lineOf(fn, source) ?? 1, isAsync: isAsyncFunction(fn) }))
  const items = all.filter(([, value]) => isIterable(value)).map(([name]) => name)
  return { functions, items: items.toSorted((a, b) => Number(b === 'ITEMS') - Number(a === 'ITEMS')) }
}
