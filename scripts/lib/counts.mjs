import { existsSync, readFileSync } from 'node:fs'

/** Counts of a Vitest JSON report; all 0 where there is none. */
export function vitestCounts(file) {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = read(file)
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

/** Counts of a Playwright JSON report; a test that passed at its second try has passed. */
export function playwrightCounts(file) {
  const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = read(file).stats ?? {}
  return { passed: expected + flaky, failed: unexpected, skipped }
}

export function countLine(counts) {
  const sum = (key) => counts.reduce((total, one) => total + one[key], 0)
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`
}

function read(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}
