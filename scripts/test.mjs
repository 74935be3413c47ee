// `npm test`: the gate, the build and the end-to-end suite, from a fresh clone if need be. The last line is the count: what
// was interrupted, or failed without a failed test, is a failure there too.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './lib/browser.mjs'
import { countLine, playwrightCounts, readJson, stepCounts, vitestCounts, vitestFailures } from './lib/counts.mjs'
import { root } from './lib/paths.mjs'
import { CHECK_REPORT, PLAYWRIGHT_REPORT, VITEST_REPORT } from './lib/reports.mjs'
import { main, run, runTool } from './lib/run.mjs'
import { ensureBuilt, ensureInstalled, requireNode } from './lib/setup.mjs'
import { playwrightTimes, slowestLines, vitestTimes } from './lib/slowest.mjs'

const UNIT_TESTS = 'unit tests' // the step's name in check.mjs
const END_TO_END_TESTS = 'end-to-end tests'

await main(async (args) => {
  const startedMs = Date.now()
  const signals = []
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signals.push(signal))
  requireNode()
  await ensureInstalled()
  for (const report of [CHECK_REPORT, VITEST_REPORT, PLAYWRIGHT_REPORT]) rmSync(report, { force: true })
  const failed = []
  const perform = async (step, work, namesOfFailed = () => [step]) => {
    if (signals.length === 0 && !(await succeeds(work))) failed.push(...namesOfFailed())
  }
  await perform('check', () => run(process.execPath, [join(root, 'scripts', 'check.mjs')]), failedChecks)
  await perform('build', ensureBuilt)
  await perform(END_TO_END_TESTS, () => endToEnd(args))
  if (signals.length > 0) failed.push(`interrupted by ${signals[0]}`)

  const unit = vitestCounts(VITEST_REPORT)
  const endToEndCounts = playwrightCounts(PLAYWRIGHT_REPORT)
  for (const line of slowestLines('Slowest unit tests', vitestTimes(VITEST_REPORT))) console.log(line)
  for (const line of slowestLines('Slowest end-to-end tests', playwrightTimes(PLAYWRIGHT_REPORT))) console.log(line)
  // Playwright ends with its failures; those of the unit tests are far up by now.
  for (const failure of vitestFailures(VITEST_REPORT)) console.log(`Failed unit test: ${failure}`)
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}.`)
  console.log(`Total: ${((Date.now() - startedMs) / 60_000).toFixed(1)} minutes.`)
  const steps = stepCounts(failed, { [UNIT_TESTS]: unit, [END_TO_END_TESTS]: endToEndCounts })
  console.log(countLine([unit, endToEndCounts, steps]))
  return failed.length === 0 ? 0 : 1
})

/** The gate's steps that failed; the gate itself where it did not get so far as to say. */
function failedChecks() {
  return readJson(CHECK_REPORT).failed ?? ['check']
}

async function endToEnd(args) {
  const env = { ...process.env, CHROMIUM_PATH: await ensureBrowser() }
  return runTool('playwright', ['test', ...args], { env })
}

/** A step that could not run has failed; the next one is tried all the same. */
async function succeeds(step) {
  try {
    return ((await step()) ?? 0) === 0
  } catch (error) {
    console.error(error.message)
    return false
  }
}
