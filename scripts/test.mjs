// `npm test`: the gate, the build and the end-to-end suite, from a fresh clone if need be. The last line is the count.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBrowser } from './lib/browser.mjs'
import { countLine, playwrightCounts, vitestCounts, vitestFailures } from './lib/counts.mjs'
import { root } from './lib/paths.mjs'
import { PLAYWRIGHT_REPORT, VITEST_REPORT } from './lib/reports.mjs'
import { main, run, runTool } from './lib/run.mjs'
import { ensureBuilt, ensureInstalled, requireNode } from './lib/setup.mjs'

await main(async (args) => {
  requireNode()
  await ensureInstalled()
  for (const report of [VITEST_REPORT, PLAYWRIGHT_REPORT]) rmSync(report, { force: true })
  const steps = {
    check: () => run(process.execPath, [join(root, 'scripts', 'check.mjs')]),
    build: ensureBuilt,
    'end-to-end tests': () => endToEnd(args),
  }
  const failed = []
  for (const [title, step] of Object.entries(steps)) if (!(await succeeds(step))) failed.push(title)
  // Playwright ends with its failures; those of the unit tests are far up by now.
  for (const failure of vitestFailures(VITEST_REPORT)) console.log(`Failed unit test: ${failure}`)
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}.`)
  console.log(countLine([vitestCounts(VITEST_REPORT), playwrightCounts(PLAYWRIGHT_REPORT)]))
  return failed.length === 0 ? 0 : 1
})

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
