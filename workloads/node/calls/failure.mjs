// What went wrong in the user's code, as a sentence.
import { basename, dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const OURS = dirname(dirname(fileURLToPath(import.meta.url)))
/** Chosen: enough to find the way from the line that failed to the function. */
const MAX_FRAMES = 5

/** Of one item, numbered from 0. */
export class ItemError extends Error {
  constructor(item, message) {
    super(message)
    this.item = item
  }
}

export function itemFailed(item, error) {
  return new ItemError(item, `Item ${item} failed: ${describeError(error)}.`)
}

/** Of one of so many items, the first of which has this number. */
export function tookTooLong(first, count, limitSeconds) {
  const limit = `did not return within ${limitSeconds} s.`
  if (count === 1) return new ItemError(first, `Item ${first} ${limit}`)
  return new Error(`One of items ${first} to ${first + count - 1} ${limit}`)
}

/** Of what the user's code began and nobody waits for, such as a timer or a promise. */
export function outsideOfItems(error) {
  return new Error(`A timer or a promise that no call waits for failed: ${describeError(error)}.`)
}

/** "TypeError: no luck, in scale (report.mjs:12), called by work (report.mjs:20)", also of what is no Error. */
export function describeError(error) {
  if (!(error instanceof Error))
    return `${typeof error === 'object' ? JSON.stringify(error) : String(error)} was thrown`
  const [words] = `${error.name}: ${error.message}`.split('\n')
  return [words.replace(/\.$/, ''), ...framesOf(error).map(placeOf)].join(', ')
}

/** The user's own, the innermost first. */
export function framesOf({ stack }) {
  return [...String(stack).matchAll(/^ {4}at (?:(?:async )?(.+?) \()?(?:async )?(\S.*?):(\d+):\d+\)?$/gm)]
    .map(([, name, place, line]) => ({ name: name?.replace(/^(Module|Object)\./, ''), file: pathOf(place), line }))
    .filter(({ file }) => file !== undefined)
    .slice(0, MAX_FRAMES)
}

/** Undefined where it is Node's own, or Coreglow's. */
function pathOf(place) {
  const path = place.startsWith('file:') ? fileURLToPath(place) : place
  if (/^(node:|<|evalmachine|native)/.test(path) || path.startsWith(OURS)) return undefined
  return path
}

function placeOf({ name, file, line }, index) {
  const place = `${basename(file)}:${line}`
  if (name === undefined || /^(<anonymous>|Timeout\._onTimeout)$/.test(name))
    return index === 0 ? `at ${place}` : `called at ${place}`
  return index === 0 ? `in ${name} (${place})` : `called by ${name} (${place})`
}
