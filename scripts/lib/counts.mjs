import { readFileSync } from 'node:fs'

/** Counts of a Vitest JSON report; all 0 where there is none. */
export function vitestCounts(file) {
  const { numPassedTests = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = readJson(file)
  return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests }
}

/** Counts of a Playwright JSON report; a test that passed at its second try has passed. */
export function playwrightCounts(file) {
  const { expected = 0, flaky = 0, unexpected = 0, skipped = 0 } = readJson(file).stats ?? {}
  return { passed: expected + flaky, failed: unexpected, skipped }
}

/** The failed tests of a Vitest JSON report, each with the first lines of what it said; none where there is no report. */
export function vitestFailures(file) {
  const failed = (readJson(file).testResults ?? []).flatMap(({ name, message, assertionResults }) => {
    const tests = assertionResults.filter(({ status }) => status === 'failed')
    const lines = tests.map((test) => ({
      name: `${name} > ${test.fullName}`,
      message: test.failureMessages.join('\n'),
    }))
    return lines.length === 0 && message ? [{ name, message }] : lines
  })
  return failed.map(({ name, message }) => `${name}\n    ${message.split('\n').slice(0, 6).join('\n    ')}`)
}

/**
 * Counts of steps that failed: one failure each, but none for a step whose failure its failed tests explain. `tests`: the
 * counts of the steps that run tests, by the step's name. What crashed or was interrupted has no failed test to show for it.
 */
export function stepCounts(failedSteps, tests = {}) {
  const unexplained = failedSteps.filter((step) => !(tests[step]?.failed > 0))
  return { passed: 0, failed: unexplained.length, skipped: 0 }
}

/** The closing line: the sum of all counts. */
export function countLine(counts) {
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0)
  return `${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`
}

/** A report; an empty one where there is none, or half of one because what wrote it was killed. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return {}
  }
}
