// Why the user's file cannot be imported, as a sentence.
import { spawnSync } from 'node:child_process'
import { basename } from 'node:path'
import { describeError, framesOf } from './failure.mjs'

const CHECK_LIMIT_MS = 5000

/** With the place of an error of syntax, which V8 keeps from the stack. */
export function describeImportError(error, file) {
  if (!(error instanceof SyntaxError) || framesOf(error).length > 0) return describeError(error)
  const shown = placeAbove(error.stack) ?? placeAbove(checkSyntax(file))
  return shown ? `${describeError(error)}, at ${shown}` : describeError(error)
}

/** "report.mjs:3" of a text that begins with the path and the line. */
function placeAbove(text) {
  const found = /^(\S.*?):(\d+)$/m.exec(String(text))
  return found ? `${basename(found[1])}:${found[2]}` : undefined
}

function checkSyntax(file) {
  return spawnSync(process.execPath, ['--check', file], { encoding: 'utf8', timeout: CHECK_LIMIT_MS }).stderr
}
