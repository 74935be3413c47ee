import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright/test'
import { sampleRun } from '../src/testing/sample-run.ts'
import { startHost, temporaryData } from './host.ts'
import { makeShort, on } from './screen.ts'
import { collectComplaints, expect, openApp, test as base } from './test.ts'
import { expectAccessible } from './violations.ts'

/** A history of its own: that of the other tests is as long as they made it. */
const test = base.extend<{ readonly dataFolder: string }>({
  // oxlint-disable-next-line no-empty-pattern
  dataFolder: async ({}, use) => {
    const folder = temporaryData()
    await use(folder)
    rmSync(folder, { recursive: true, force: true })
  },
  app: async ({ page, complaints, dataFolder }, use) => {
    collectComplaints(page, complaints)
    const host = await startHost({ dataFolder })
    await openApp(page, host)
    await use(page)
    await host.end()
  },
})

const rows = (page: Page) => page.getByRole('table', { name: 'All runs' }).locator('tbody tr:not([aria-hidden])')

/** Two runs from elsewhere, which a file brings. */
async function importTwo(page: Page): Promise<void> {
  const runs = [sampleRun(), { ...sampleRun({ experiment: 'io-wait' }), id: '20261122-110000-io-wait' }]
  for (const run of runs) {
    await page.getByRole('button', { name: 'All runs' }).click()
    const buffer = gzipSync(JSON.stringify(run))
    await page.getByLabel('Run files').setInputFiles({ name: 'run.json.gz', mimeType: 'application/gzip', buffer })
    await expect(page.getByText('Saved run')).toBeVisible()
  }
  await page.getByRole('button', { name: 'All runs' }).click()
  await expect(rows(page).filter({ hasText: 'imported' })).toHaveCount(2)
}

test('runs are brought from a file, found, named, pinned, deleted and put back, and compared', async ({ app }) => {
  await importTwo(app)
  const before = await rows(app).count()

  await app.getByRole('combobox', { name: 'Experiment' }).selectOption('io-wait')
  await expect(rows(app)).toHaveCount(1)
  await rows(app)
    .getByRole('button', { name: /^Name and note of/ })
    .click()
  await app.getByRole('textbox', { name: 'Name' }).fill('Before the fix')
  await app.getByRole('button', { name: 'Save', exact: true }).click()
  await app.getByRole('button', { name: 'Show all' }).click()
  await app.getByRole('button', { name: 'Pin Before the fix' }).click()
  await expect(rows(app).first()).toContainText('Before the fix')
  await app.getByRole('searchbox', { name: 'Search runs' }).fill('fix before')
  await expect(rows(app)).toHaveCount(1)

  await app.getByRole('button', { name: 'Delete Before the fix' }).click()
  await expect(rows(app)).toHaveCount(0)
  await app.getByRole('button', { name: 'Undo' }).click()
  await expect(rows(app)).toHaveCount(1)
  await app.getByRole('button', { name: 'Show all' }).click()
  await expect(rows(app)).toHaveCount(before)

  const boxes = app.getByRole('checkbox', { name: /^Select/ })
  await boxes.nth(0).check()
  await expect(app.getByRole('button', { name: 'Compare' })).toBeDisabled()
  await boxes.nth(1).check()
  await app.getByRole('button', { name: 'Compare' }).click()
  const figure = app.getByRole('figure', { name: /^Wall time, relative to Before the fix/ })
  await expect(figure.getByRole('row').filter({ hasText: 'threads' }).first()).toContainText('×')
  await expect(app.getByRole('region', { name: 'Compared runs' })).toContainText('The runs differ in the experiment')
  await expectAccessible(app)
})

test('a file that is no run is refused with a sentence', async ({ app }) => {
  await app.getByRole('button', { name: 'All runs' }).click()
  const file = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') }
  await app.getByLabel('Run files').setInputFiles(file)
  await expect(app.getByRole('alert')).toContainText('Not a run file')
})

test('a file that is dropped on the window is opened', async ({ app }) => {
  const dropped = await app.evaluateHandle((text) => {
    const transfer = new DataTransfer()
    transfer.items.add(new File([text], 'run.json', { type: 'application/json' }))
    return transfer
  }, JSON.stringify(sampleRun()))
  const place = app.getByText('Drop here')
  await app.dispatchEvent('main', 'dragover', { dataTransfer: dropped })
  await expect(place).toBeVisible()
  await app.dispatchEvent('main', 'drop', { dataTransfer: dropped })
  await expect(place).toBeHidden()
  await expect(app.getByText('Saved run')).toBeVisible()
  await app.getByRole('button', { name: 'All runs' }).click()
  await expect(rows(app).filter({ hasText: 'imported' })).toHaveCount(1)
})

test('a run that cannot be saved is said to be in memory alone, and can be tried again', async ({
  app,
  dataFolder,
}) => {
  const runs = join(dataFolder, 'runs')
  rmSync(runs, { recursive: true, force: true })
  writeFileSync(runs, 'no folder')
  await app
    .getByRole('button', { name: /^I\/O-bound/ })
    .first()
    .click()
  await makeShort(app)
  await app.getByRole('button', { name: 'Run', exact: true }).click()
  const notice = app.getByRole('alert').filter({ hasText: /Cannot save the run|could not be saved/ })
  await expect(notice).toContainText('stays in memory until Coreglow quits', { timeout: 60_000 })
  await notice.getByRole('button', { name: 'Retry' }).click()
  await expect(notice).toBeVisible()
  await expect(on(app).saved.filter({ hasText: 'not saved' })).toHaveCount(1)

  rmSync(runs)
  await notice.getByRole('button', { name: 'Retry' }).click()
  await expect(app.getByText('Run saved.')).toBeVisible()
  await expect(notice).toBeHidden()
  expect(readdirSync(runs).filter((name) => name.endsWith('.json.gz'))).toHaveLength(1)
  await expect(on(app).saved.filter({ hasText: 'not saved' })).toHaveCount(0)
})
