import { defineConfig } from 'playwright/test'

const standIn = process.env.COREGLOW_STAND_IN !== undefined
const report = standIn ? 'stand-in.json' : 'playwright.json'

// Runs measure this machine, so one test at a time. `COREGLOW_STAND_IN=<file>` runs the desktop tests in the Electron
// stand-in and nothing else: see docs/decisions/stand-in.md.
export default defineConfig({
  testDir: 'e2e',
  testMatch: standIn ? 'desktop.spec.ts' : '*.spec.ts',
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
