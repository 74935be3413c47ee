import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base, expect, type Browser } from 'playwright/test'
import { parse } from 'valibot'
import { RunSchema, type Run } from '../src/contract/run.ts'
import { root, startHost, temporaryData, temporaryFolder } from './host.ts'
import { exported, makeShort, on, type SavedFile } from './screen.ts'
import { collectComplaints, openApp } from './test.ts'

/** What the menu offers, and how the terminal calls it. */
export const ITEMS = {
  'Window picture PNG': undefined,
  'Run card PNG': '--format png',
  'Run card SVG': '--format svg',
  'Square card PNG': '--format png --shape square',
  'Square card SVG': '--format svg --shape square',
  'Video WebM': '--format webm',
  'PDF page': '--format pdf',
  'Report HTML': '--format html',
  'Perfetto trace': '--format trace',
  'CSV of results': '--format csv',
  'CSV of spans': undefined,
  'CSV of samples': undefined,
  JSON: '--format json',
} as const
export type Name = keyof typeof ITEMS
export const NAMES = Object.keys(ITEMS) as Name[]
/** Of the run they carry no data, only its name. */
export const PICTURES: ReadonlySet<Name> = new Set([
  'Window picture PNG',
  'Run card PNG',
  'Square card PNG',
  'Video WebM',
])

export interface Exports {
  readonly run: Run
  readonly files: Readonly<Record<Name, SavedFile>>
  readonly folder: string
  readonly dataFolder: string
}

export const test = base.extend<object, { readonly exports: Exports }>({
  exports: [
    async ({ browser }, use) => {
      const [folder, dataFolder] = [temporaryFolder(), temporaryData()]
      const files = await exportAll(browser, dataFolder)
      for (const { name, bytes } of Object.values(files)) writeFileSync(join(folder, name), bytes)
      const run = parse(RunSchema, JSON.parse(files.JSON.bytes.toString()))
      await use({ run, files, folder, dataFolder })
      for (const path of [folder, dataFolder]) rmSync(path, { recursive: true, force: true })
    },
    { scope: 'worker', timeout: 180_000 },
  ],
})

/** A quick run on the screen, and each item of its menu. */
async function exportAll(browser: Browser, dataFolder: string): Promise<Exports['files']> {
  const host = await startHost({ dataFolder })
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  const complaints: string[] = []
  collectComplaints(page, complaints)
  await openApp(page, host)
  await makeShort(page)
  const experiments = page.getByRole('toolbar', { name: 'Experiments' })
  await experiments.getByRole('button', { name: 'CPU-bound', exact: true }).click()
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(on(page).stop).toBeVisible()
  await expect(on(page).stop).toBeHidden({ timeout: 60_000 })
  const files: Partial<Record<Name, SavedFile>> = {}
  for (const name of NAMES) [files[name]] = await exported(page, name)
  expect(complaints).toEqual([])
  await page.close()
  await host.end()
  return files as Exports['files']
}

/** The terminal's answer. */
export function coreglow(args: readonly string[], dataFolder: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'out', 'main', 'cli.js'), ...args], {
    env: { ...process.env, COREGLOW_DATA: dataFolder },
    encoding: 'utf8',
  })
  return { status, text: stdout + stderr }
}
