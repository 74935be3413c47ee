import { defineConfig } from 'playwright/test'

const standIn = process.env.COREGLOW_STAND_IN !== undefined
const report = process.env.COREGLOW_E2E_REPORT ?? (standIn ? 'stand-in.json' : 'playwright.json')
const MEASURES = /@measures/

// Tests with the tag @measures look at times, so `npm test` runs them one at a time, after those that run side by side.
// `COREGLOW_STAND_IN=<file>` runs the desktop tests in the Electron stand-in and nothing else: see docs/decisions/stand-in.md.
export default defineConfig({
  testDir: 'e2e',
  projects: standIn
    ? [{ name: 'stand-in', testMatch: ['desktop.spec.ts', 'starts.spec.ts'] }]
    : [
        { name: 'side-by-side', grepInvert: MEASURES },
        { name: 'alone', grep: MEASURES },
      ],
  globalSetup: './playwright.setup.ts',
  outputDir: 'test-results',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      // Chromium does not run as root with its sandbox on, as in containers.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
  reporter: [['list'], ['json', { outputFile: `node_modules/.cache/coreglow/${report}` }]],
})
