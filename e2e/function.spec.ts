import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { parse } from 'valibot'
import { isFunctionRun, RunSchema } from '../src/contract/run.ts'
import { temporaryFolder } from './host.ts'
import { exported, on, settled } from './screen.ts'
import { expect, test } from './test.ts'
import { expectAccessible } from './violations.ts'

/** Pure Python of some milliseconds an item, and a function that only waits. */
const REPORT = `import time

ITEMS = [60_000] * 24
PAUSES = [0.25] * 12

async def fetch(item):
    return item

def work(item):
    return sum(n * n for n in range(item))

def wait(item):
    time.sleep(item)
    return item
`

let folder: string
test.beforeEach(() => {
  folder = temporaryFolder()
  writeFileSync(join(folder, 'report.py'), REPORT)
})
test.afterEach(() => rmSync(folder, { recursive: true, force: true }))

const form = (page: Page) => ({
  file: page.getByRole('textbox', { name: 'File' }),
  functions: page.getByRole('group', { name: 'Functions of the file' }),
  items: page.getByRole('combobox', { name: 'Name of the inputs in the module' }),
  models: page.getByRole('group', { name: 'Models' }),
  run: page.getByRole('button', { name: 'Run', exact: true }),
})
const panel = (page: Page, name: string) => page.locator(`[data-panel=${name}]`)

async function openForm(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Your function' }).click()
  await expect(page.getByRole('heading', { name: 'Your function', level: 1 })).toBeVisible()
}

/** Fills the form with the file and waits until it has been read; runs are not repeated. */
async function fill(page: Page, name = 'work'): Promise<void> {
  await form(page).file.fill(join(folder, 'report.py'))
  await form(page).functions.getByRole('radio', { name }).check()
  for (let press = 0; press < 2; press++) await page.getByRole('button', { name: 'Fewer: Repeats' }).click()
}

test('a function is run in every model, and its advice copied; the run is reopened, exported and made again', async ({
  app: page,
}) => {
  await openForm(page)
  await expectAccessible(page)
  await fill(page)
  await expect(form(page).functions).toContainText('async')
  await expect(form(page).items).toHaveValue('ITEMS')
  await expect(form(page).models.getByRole('button', { pressed: true })).not.toHaveCount(0)
  await expectAccessible(page)
  await form(page).run.click()

  await expect(page.getByRole('heading', { name: 'work() of report.py' })).toBeVisible({ timeout: 60_000 })
  const code = panel(page, 'advice').getByLabel('Code')
  await expect(code).toContainText('work', { timeout: 120_000 })
  await expect(panel(page, 'controls')).toContainText(/gives \d\.\d of \d+ cores today/u)
  await expect(panel(page, 'agreement')).toContainText('24 items')
  await expect(panel(page, 'diagnosis').getByRole('article')).toBeVisible()
  for (const row of ['sequential', 'process pool'])
    await expect(on(page).results.getByRole('row', { name: row })).toContainText(/\d\s(s|ms)/u)
  await expectAccessible(page)

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await panel(page, 'advice').getByRole('button', { name: 'Copy code' }).click()
  await expect(page.getByText('Copied the code.')).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(await code.textContent())

  const [json] = await exported(page, 'JSON')
  const run = parse(RunSchema, JSON.parse(json!.bytes.toString()))
  expect([isFunctionRun(run), run.inputs?.count]).toEqual([true, 24])

  await page.getByRole('button', { name: 'The six runs', exact: true }).click()
  await on(page).saved.filter({ hasText: 'work() of report.py' }).first().click()
  await expect(page.getByText('Saved run')).toBeVisible()
  await expect(code).toBeVisible()
  await page.getByRole('button', { name: 'Change and run' }).click()
  await expect(form(page).file).toHaveValue(join(folder, 'report.py'))
  await expect(form(page).functions.getByRole('radio', { name: 'work' })).toBeChecked()
})

test('a wrong file, a wrong name and wrong inputs get a sentence, and nothing that was typed is lost', async ({
  app: page,
}) => {
  await openForm(page)
  await form(page).file.fill(join(folder, 'missing.py'))
  await expect(form(page).functions).toContainText('missing.py')
  await form(page).run.click()
  await expect(page.getByRole('alert')).toContainText('missing.py')
  await expect(form(page).file).toHaveValue(join(folder, 'missing.py'))
  await fill(page)
  await page.getByRole('radio', { name: 'JSON' }).check({ force: true })
  await page.getByRole('textbox', { name: 'Inputs as JSON' }).fill('[1, 2')
  await form(page).run.click()
  await expect(page.getByRole('alert')).toContainText('JSON')
  await expect(page.getByRole('textbox', { name: 'Inputs as JSON' })).toHaveValue('[1, 2')
  await page.getByRole('textbox', { name: 'Inputs as JSON' }).fill('["a"]')
  await form(page).run.click()
  await expect(page.getByRole('alert')).toContainText(/TypeError.*work \(report\.py:10\)/u, { timeout: 30_000 })
  await expectAccessible(page)
})

test('a run goes on when the page is loaded anew, and keeps what was measured when it is stopped', async ({
  app: page,
  host,
}) => {
  await openForm(page)
  await fill(page, 'wait')
  await form(page).items.selectOption('PAUSES')
  await form(page).run.click()
  await expect(on(page).stop).toBeVisible({ timeout: 60_000 })
  await expect(on(page).results.getByRole('row', { name: 'sequential' })).toContainText('running', { timeout: 60_000 })
  await page.goto(host.url)
  await expect(page.getByRole('heading', { name: 'wait() of report.py' })).toBeVisible()
  await expect(on(page).tasks).toBeVisible()
  await on(page).stop.click()
  await expect(panel(page, 'advice')).toContainText('Stopped', { timeout: 30_000 })
  await expect(page.getByRole('button', { name: 'Run again' })).toBeEnabled()
})

test('the keyboard alone fills the form and stops what it has started', async ({ app: page }) => {
  await openForm(page)
  await tabTo(page, form(page).file)
  await page.keyboard.type(join(folder, 'report.py'))
  const functions = form(page).functions.getByRole('radio')
  await expect(functions).toHaveCount(3)
  await tabTo(page, functions.nth(1))
  await page.keyboard.press('ArrowDown')
  await expect(functions.nth(2)).toBeChecked()
  await tabTo(page, form(page).items)
  await page.keyboard.type('PAUSES')
  await expect(form(page).items).toHaveValue('PAUSES')
  await tabTo(page, form(page).run)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'wait() of report.py' })).toBeVisible({ timeout: 60_000 })
  await tabTo(page, on(page).stop)
  await page.keyboard.press('Enter')
  await expect(panel(page, 'advice')).toContainText('Stopped', { timeout: 30_000 })
})

async function tabTo(page: Page, target: Locator): Promise<void> {
  const isFocused = () => target.evaluate((element) => element === document.activeElement)
  for (let presses = 0; presses < 80 && !(await isFocused()); presses++) await page.keyboard.press('Tab')
  await expect(target).toBeFocused()
}

for (const [width, height] of [
  [1024, 700],
  [2560, 1440],
] as const) {
  test(`form and result fit ${width} x ${height}`, async ({ app: page }) => {
    await page.setViewportSize({ width, height })
    await openForm(page)
    await fill(page)
    await expectInside(page)
    const saved = on(page).saved.filter({ hasText: 'work() of report.py' })
    if ((await saved.count()) === 0) {
      await form(page).run.click()
      await expect(panel(page, 'advice').getByLabel('Code')).toBeVisible({ timeout: 120_000 })
    } else await saved.first().click()
    await expect(panel(page, 'advice').getByLabel('Code')).toBeVisible()
    await expectInside(page)
  })
}

async function expectInside(page: Page): Promise<void> {
  await settled(page)
  const outside = await page.evaluate(() =>
    [...document.querySelectorAll('main > *, main h1, main h2 button')]
      .filter((element) => {
        const { right, bottom } = element.getBoundingClientRect()
        return right > innerWidth + 1 || bottom > innerHeight + 1
      })
      .map((element) => element.textContent.slice(0, 40)),
  )
  expect(outside).toEqual([])
}
