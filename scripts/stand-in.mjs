// `node scripts/stand-in.mjs FOLDER`: the desktop app's tests in the Electron stand-in of that folder, which boots the
// built bundles in plain Node with Chromium pages for windows. It proves their wiring, not that they run in Electron.
import { existsSync, rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { ensureBrowser } from './lib/browser.mjs'
import { countLine, playwrightCounts, stepCounts } from './lib/counts.mjs'
import { STAND_IN_REPORT } from './lib/reports.mjs'
import { main, Problem, runTool } from './lib/run.mjs'
import { ensureReady } from './lib/setup.mjs'

await main(async ([folder = '']) => {
  const standIn = resolve(folder, 'stand-in.mjs')
  if (!existsSync(standIn)) throw new Problem(`There is no stand-in.mjs in "${folder}".`)
  await ensureReady()
  rmSync(STAND_IN_REPORT, { force: true })
  const env = { ...process.env, CHROMIUM_PATH: await ensureBrowser(), COREGLOW_STAND_IN: standIn }
  const code = await runTool('playwright', ['test'], { env })
  const tests = playwrightCounts(STAND_IN_REPORT)
  console.log(countLine([tests, stepCounts(code === 0 ? [] : ['stand-in'], { 'stand-in': tests })]))
  return code
})
