// `npm test`: the gate, the build and the end-to-end suite, from a fresh clone if need be. The last line is the count: what
// was interrupted, or failed without a failed test, is a failure there too.
import { rmSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, join } from 'node:path'
import { ensureBrowser } from './lib/browser.mjs'
import { countLine, playwrightCounts, readJson, stepCounts, vitestCounts, vitestFailures } from './lib/counts.mjs'
import { root } from './lib/paths.mjs'
import { CHECK_REPORT, PLAYWRIGHT_REPORTS, VITEST_REPORT } from './lib/reports.mjs'
import { main, run, runTool } from './lib/run.mjs'
import { ensureBuilt, ensureInstalled, requireNode } from './lib/setup.mjs'
import { playwrightTimes, slowestLines, vitestTimes } from './lib/slowest.mjs'

const UNIT_TESTS = 'unit tests' // the step's name in check.mjs

await main(async (args) => {
  const startedMs = Date.now()
  const signals = []
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => signals.push(signal))
  requireNode()
  await ensureInstalled()
  for (const report of [CHECK_REPORT, VITEST_REPORT, ...Object.values(PLAYWRIGHT_REPORTS)])
    rmSync(report, { force: true })
  const failed = []
  const perform = async (step, work, namesOfFailed = () => [step]) => {
    if (signals.length === 0 && !(await succeeds(work))) failed.push(...namesOfFailed())
  }
  await Promise.all([
    perform('check', () => run(process.execPath, [join(root, 'scripts', 'check.mjs')]), failedChecks),
    perform('build', ensureBuilt),
  ])
  for (const project of Object.keys(PLAYWRIGHT_REPORTS)) {
    await perform(endToEndStep(project), () => endToEnd(project, args))
  }
  if (signals.length > 0) failed.push(`interrupted by ${signals[0]}`)

  const counts = { [UNIT_TESTS]: vitestCounts(VITEST_REPORT) }
  for (const [project, report] of Object.entries(PLAYWRIGHT_REPORTS)) {
    counts[endToEndStep(project)] = playwrightCounts(report)
  }
  const endToEndTimes = Object.values(PLAYWRIGHT_REPORTS).flatMap(playwrightTimes)
  for (const line of slowestLines('Slowest unit tests', vitestTimes(VITEST_REPORT))) console.log(line)
  for (const line of slowestLines('Slowest end-to-end tests', endToEndTimes)) console.log(line)
  // Playwright ends with its failures; those of the unit tests are far up by now.
  for (const failure of vitestFailures(VITEST_REPORT)) console.log(`Failed unit test: ${failure}`)
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}.`)
  console.log(`Total: ${((Date.now() - startedMs) / 60_000).toFixed(1)} minutes.`)
  console.log(countLine([...Object.values(counts), stepCounts(failed, counts)]))
  return failed.length === 0 ? 0 : 1
})

/** The gate's steps that failed; the gate itself where it did not get so far as to say. */
function failedChecks() {
  return readJson(CHECK_REPORT).failed ?? ['check']
}

function endToEndStep(project) {
  return `end-to-end tests, ${project}`
}

async function endToEnd(project, args) {
  const env = {
    ...process.env,
    CHROMIUM_PATH: await ensureBrowser(),
    COREGLOW_E2E_REPORT: basename(PLAYWRIGHT_REPORTS[project]),
  }
  const workers = project === 'alone' ? 1 : Math.max(2, availableParallelism())
  // Arguments may name tests of one project only.
  const options = [`--project=${project}`, `--workers=${workers}`, '--pass-with-no-tests', ...args]
  return runTool('playwright', ['test', ...options], { env })
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
