import { serialize } from 'node:v8'
import { ItemError } from './failure.mjs'

const MAX_REASON = 200

/** An error about the first of these values that cannot be sent to another thread or process; undefined where all can. `what`: "item". */
export function findUnsendable(values, first, what) {
  for (const [index, value] of values.entries()) {
    const reason = whyUnsendable(value)
    if (reason === undefined) continue
    const number = first + index
    const subject = what === 'item' ? `Item ${number}` : `The result of item ${number}`
    return new ItemError(number, `${subject} cannot be sent to another thread or process: ${reason}.`)
  }
  return undefined
}

function whyUnsendable(value) {
  try {
    serialize(value)
    return undefined
  } catch (error) {
    return String(error.message).replace(/\.$/, '').replaceAll(/\s+/g, ' ').slice(0, MAX_REASON)
  }
}
