import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright/test'
import { sampleRun } from './fixtures/sample-run.ts'
import { startHost } from './host.ts'
import { collectComplaints, expect, openApp, test as base } from './test.ts'

/** A history of its own: that of the other tests is as long as they made it. */
const test = base.extend({
  app: async ({ page, complaints }, use) => {
    collectComplaints(page, complaints)
    const host = await startHost()
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
    await page.getByLabel('File with runs').setInputFiles({ name: 'run.json.gz', mimeType: 'application/gzip', buffer })
    await expect(page.getByText('A saved run')).toBeVisible()
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

  const boxes = app.getByRole('checkbox', { name: /^Choose/ })
  await boxes.nth(0).check()
  await expect(app.getByRole('button', { name: 'Compare' })).toBeDisabled()
  await boxes.nth(1).check()
  await app.getByRole('button', { name: 'Compare' }).click()
  const figure = app.getByRole('figure', { name: /^Wall time, beside Before the fix/ })
  await expect(figure.getByRole('row').filter({ hasText: 'threads' }).first()).toContainText('×')
  await expect(app.getByRole('region', { name: 'Compared runs' })).toContainText('They differ in the experiment')
})

test('a file that is no run is refused with a sentence', async ({ app }) => {
  await app.getByRole('button', { name: 'All runs' }).click()
  const file = { name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') }
  await app.getByLabel('File with runs').setInputFiles(file)
  await expect(app.getByRole('alert')).toContainText('The file is no run')
})
