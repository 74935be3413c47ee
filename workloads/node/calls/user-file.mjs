// The user's file: its function and its inputs.
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { now } from '../channel.mjs'
import { describeError } from './failure.mjs'

export const MAX_ITEMS = 10_000_000

/**
 * Imports it as a program in its folder would. A file that runs itself only where it is the program ("process.argv[1] is this
 * file") does not, because argv[1] names another file of its folder.
 * @throws Error with a sentence
 */
export async function importFile(file) {
  process.argv.splice(1, Infinity, join(dirname(file), 'coreglow'))
  const beforeNs = now()
  try {
    const exported = await import(pathToFileURL(file))
    return { exported, importSeconds: (now() - beforeNs) / 1e9 }
  } catch (error) {
    const { describeImportError } = await import('./import-failure.mjs')
    throw new Error(`${basename(file)} cannot be imported: ${describeImportError(error, file)}.`, { cause: error })
  }
}

/** All that it exports, by name: also as properties of its default, which module.exports is. */
export function exportsOf(exported) {
  const { default: whole, ...rest } = exported
  const inside = whole !== null && typeof whole === 'object' ? whole : {}
  return { ...inside, ...(typeof whole === 'function' && whole.name && { [whole.name]: whole }), ...rest }
}

/** @throws Error with a sentence where there is none that can be called with an item */
export function findFunction(exported, { file, name = 'work' }) {
  const all = exportsOf(exported)
  if (!Object.hasOwn(all, name)) throw new Error(`${basename(file)} exports no function "${name}". ${listed(all)}`)
  const problem = problemOf(all[name])
  if (problem) throw new Error(`${name} of ${basename(file)} ${problem}`)
  return all[name]
}

function listed(all) {
  const names = Object.keys(all).filter((name) => typeof all[name] === 'function')
  return names.length > 0 ? `Its functions: ${names.join(', ')}.` : 'It exports no function at all.'
}

/** Why it cannot be called with an item; undefined where it can. */
export function problemOf(fn) {
  if (typeof fn !== 'function') return `is ${kindOf(fn)}; it must be a function of one item.`
  const source = Function.prototype.toString.call(fn)
  if (/^class\b/.test(source)) return 'is a class; it must be a function of one item.'
  if (/^(Async)?GeneratorFunction$/.test(fn.constructor.name))
    return 'is a generator function, which only makes a generator when it is called; it must return its result.'
  if (fn.length > 1) return `needs ${fn.length} parameters; it must need one, the item.`
  if (fn.length === 0 && hasNoParameters(source)) return 'has no parameter; it must have one, the item.'
  return undefined
}

/** A rest parameter, and one with a default, do not count in `length`. */
function hasNoParameters(source) {
  const bare = source.replaceAll(/\/\*[^]*?\*\/|\/\/.*$/gm, '')
  return /^[^(=]*\(\s*\)/.test(bare) && !/\barguments\b/.test(bare)
}

export function isAsyncFunction(fn) {
  return fn.constructor.name === 'AsyncFunction'
}

/** Of its `function` keyword or arrow; undefined where its text is not in the file. */
export function lineOf(fn, source) {
  const at = source.indexOf(Function.prototype.toString.call(fn))
  return at < 0 ? undefined : source.slice(0, at).split('\n').length
}

/**
 * The inputs, and where they come from, as a sentence would call it.
 * @throws Error with a sentence
 */
export async function findItems(exported, { file, items: name = 'ITEMS', inputs, count }) {
  const { items, source } = await chosenItems()
  if (items.length === 0) throw new Error(`${source} is empty: there is nothing to call the function with.`)
  return { items, source }

  async function chosenItems() {
    if (count !== undefined) return { items: numbersBelow(count), source: `--count ${count}` }
    if (inputs !== undefined) return { items: parseInputs(inputs), source: '--inputs' }
    const all = exportsOf(exported)
    const from = `${name} of ${basename(file)}`
    if (!Object.hasOwn(all, name))
      throw new Error(
        `${basename(file)} exports no inputs "${name}". Export an array ${name}, or use --inputs or --count.`,
      )
    return { items: await collect(all[name], from), source: from }
  }
}

function numbersBelow(count) {
  const numbers = []
  for (let number = 0; number < count; number++) numbers.push(number)
  return numbers
}

function parseInputs(text) {
  let inputs
  try {
    inputs = JSON.parse(text)
  } catch (error) {
    throw new Error(`The inputs are not JSON: ${error.message}.`, { cause: error })
  }
  if (Array.isArray(inputs)) return inputs
  throw new Error(`The inputs are ${kindOf(inputs)}; they must be a list, such as [1, 2, 3].`)
}

async function collect(source, from) {
  if (!isIterable(source)) throw new Error(`${from} is ${kindOf(source)}; it must be an array or another iterable.`)
  if (Array.isArray(source) && source.length <= MAX_ITEMS) return source
  const items = []
  const add = (item) => {
    if (items.push(item) > MAX_ITEMS) throw new Error(`${from} has more than 10 million items; that is the limit.`)
  }
  try {
    if (source[Symbol.iterator]) for (const item of source) add(item)
    else for await (const item of source) add(item)
  } catch (error) {
    if (items.length > MAX_ITEMS) throw error
    throw new Error(`${from} failed after ${items.length} items: ${describeError(error)}.`, { cause: error })
  }
  return items
}

/** What may be inputs: an array, a Set, a typed array, a generator, but no text. */
export function isIterable(value) {
  if (value === null || typeof value !== 'object') return false
  return typeof (value[Symbol.iterator] ?? value[Symbol.asyncIterator]) === 'function'
}

function kindOf(value) {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'string') return 'a text'
  if (typeof value === 'object') return 'an object'
  return `a ${typeof value}`
}
