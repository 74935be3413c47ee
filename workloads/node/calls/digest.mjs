// Digests of values: equal for values that are equal, in whatever thread or process they were made.
import { isDate, isNativeError, isRegExp, isSharedArrayBuffer, isTypedArray } from 'node:util/types'
import { finish, restore, start, state, word } from './hash.mjs'

/** Of what has no value of its own, such as a function: it says so by its type's name. */
export class NotComparable extends Error {}

/** The four digests of a row: how content is read in each. */
export const READINGS = [
  { name: 'exact' },
  { name: 'order-free', isOrderFree: true },
  { name: 'rounded', rounds: true },
  { name: 'rounded, half a step on', rounds: true, isShifted: true },
]

const TAGS = Object.freeze(
  Object.fromEntries(
    [
      'undefined',
      'null',
      'boolean',
      'number',
      'bigint',
      'string',
      'date',
      'pattern',
      'error',
      'array',
      'bytes',
      'set',
      'map',
      'object',
      'cycle',
    ].map((name, index) => [name, 0x9e370001 + index]),
  ),
)

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
/** The mantissa has 52 bits; 30 of them are 9 significant digits. The lower 22 lie in the first word. */
const STEP = 2 ** 22

/** [low, high] in each of these readings. @throws NotComparable */
export function digest(value) {
  if (isSimple(value)) {
    const pair = digestOnce(value, READINGS[0])
    return [pair, pair, pair, pair]
  }
  return READINGS.map((reading) => digestOnce(value, reading))
}

/** The same in all readings. */
function isSimple(value) {
  return Number.isInteger(value)
    ? Math.abs(value) < 2 ** 53 && value !== 0
    : typeof value !== 'number' && Object(value) !== value
}

function digestOnce(value, reading) {
  start(0)
  add(value, reading, new Set())
  return finish()
}

function add(value, reading, ancestors) {
  switch (typeof value) {
    case 'number':
      return addNumber(value, reading)
    case 'string':
      return addText(TAGS.string, value)
    case 'boolean':
      word(TAGS.boolean)
      return word(value ? 1 : 0)
    case 'undefined':
      return word(TAGS.undefined)
    case 'bigint':
      return addText(TAGS.bigint, value.toString(36))
    case 'object':
      return value === null ? word(TAGS.null) : addNested(value, reading, ancestors)
    case 'function':
    case 'symbol':
      throw new NotComparable(typeof value)
  }
}

function addNumber(number, { rounds, isShifted }) {
  word(TAGS.number)
  float[0] = Number.isNaN(number) ? Number.NaN : number
  let [low, high] = words
  if (rounds && (!Number.isInteger(number) || Math.abs(number) >= 2 ** 53)) {
    const rounded = isShifted ? low : low + STEP / 2
    if (rounded >= 2 ** 32) high++
    low = rounded & -STEP
  }
  if (rounds && number === 0) low = high = 0
  word(low)
  word(high)
}

function addText(tag, text) {
  word(tag)
  word(text.length)
  for (let i = 0; i < text.length; i += 2) word(text.charCodeAt(i) | (text.charCodeAt(i + 1) << 16))
}

function addNested(value, reading, ancestors) {
  if (ancestors.has(value)) return word(TAGS.cycle)
  ancestors.add(value)
  addObject(value, reading, ancestors)
  ancestors.delete(value)
}

function addObject(value, reading, ancestors) {
  if (Array.isArray(value)) return addAll(TAGS.array, value, reading, ancestors)
  if (ArrayBuffer.isView(value)) return addView(value, reading)
  if (value instanceof ArrayBuffer || isSharedArrayBuffer(value)) return addView(new Uint8Array(value), reading)
  if (isDate(value)) {
    word(TAGS.date)
    return addNumber(value.getTime(), READINGS[0])
  }
  if (isRegExp(value)) return addText(TAGS.pattern, String(value))
  if (isNativeError(value)) return addText(TAGS.error, `${value.name}: ${value.message}`)
  if (value instanceof Set) return addAll(TAGS.set, value, reading, ancestors)
  if (value instanceof Map) return addAll(TAGS.map, value, reading, ancestors)
  return addProperties(value, reading, ancestors)
}

/** Of a plain object, or of an instance of a class. */
function addProperties(value, reading, ancestors) {
  const type = typeName(value)
  addText(TAGS.object, type)
  if (typeof value.toJSON === 'function') return add(value.toJSON(), reading, ancestors)
  const entries = Object.entries(value)
  if (entries.length === 0 && type !== 'Object') throw new NotComparable(type)
  addAll(TAGS.map, entries, reading, ancestors)
}

function typeName(value) {
  const prototype = Object.getPrototypeOf(value)
  return prototype === null ? 'Object' : (prototype.constructor?.name ?? 'Object')
}

function addAll(tag, values, reading, ancestors) {
  word(tag)
  word(values.length ?? values.size)
  if (!reading.isOrderFree) {
    for (const value of values) add(value, reading, ancestors)
    return
  }
  const outer = state()
  let [low, high] = [0, 0]
  for (const value of values) {
    start(1)
    add(value, reading, ancestors)
    const [l, h] = finish()
    low = (low + l) | 0
    high = (high + h) | 0
  }
  restore(outer)
  word(low)
  word(high)
}

/** A Buffer counts as what it is, a Uint8Array: that is what a thread makes of it. */
function addView(view, reading) {
  const isNumbers = isTypedArray(view) && !(view instanceof Uint8Array)
  addText(TAGS.bytes, Buffer.isBuffer(view) ? 'Uint8Array' : typeName(view))
  word(view.byteLength)
  if (isNumbers) {
    for (const number of view) add(number, reading)
    return
  }
  const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
  for (let i = 0; i < bytes.length; i += 4) {
    word(bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24))
  }
}
