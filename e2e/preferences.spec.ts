import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { addProbes, startHost, temporaryFolder, type Host } from './host.ts'
import { collectComplaints, expect, openApp, test as base } from './test.ts'
import { expectAccessible } from './violations.ts'

/** A host whose folders are where the system keeps such things, in a home of this test's own. */
const test = base.extend<{ readonly home: string; readonly start: () => Promise<Host> }>({
  // oxlint-disable-next-line no-empty-pattern
  home: async ({}, use) => {
    const home = temporaryFolder()
    mkdirSync(join(home, 'coreglow'))
    addProbes(join(home, 'coreglow'))
    await use(home)
    rmSync(home, { recursive: true, force: true })
  },
  /** Ends the one before. */
  start: async ({ home }, use) => {
    let host: Host | undefined
    await use(async () => {
      await host?.end()
      host = await startHost({ env: { COREGLOW_DATA: '', XDG_DATA_HOME: home } })
      return host
    })
    await host?.end()
  },
  app: async ({ page, complaints, start }, use) => {
    collectComplaints(page, complaints)
    await openApp(page, await start())
    await use(page)
  },
})

test.skip(process.platform !== 'linux', 'the home of a host is set as on Linux')

async function openPreferences(page: Page) {
  await page.getByRole('button', { name: 'Preferences' }).click()
  const dialog = page.getByRole('dialog', { name: 'Preferences' })
  await expect(dialog).toBeVisible()
  return dialog
}

const header = (page: Page) => page.getByRole('banner')

test('what is set is what the next session begins with, on every page and after a restart', async ({ app, start }) => {
  const dialog = await openPreferences(app)
  await dialog.getByLabel('Sample rate').fill('50')
  await dialog.getByLabel('Workers').fill('3')
  await dialog.getByLabel('Size').fill('0.25')
  await dialog.getByLabel('Repeats').fill('4')
  await dialog.getByLabel('Runtime').selectOption({ label: await nodeLabel(dialog.getByLabel('Runtime')) })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await app.getByRole('radio', { name: 'light' }).check({ force: true })
  await expectKept(app)
  await app.reload()
  await expectKept(app)

  await app.goto('about:blank')
  await openApp(app, await start())
  await expectKept(app)
  await app.getByRole('button', { name: 'Run I/O-bound' }).click({ force: true })
  await expect(app.getByRole('button', { name: 'Run all six' })).toBeEnabled({ timeout: 60_000 })
  await app.getByRole('button', { name: 'Export' }).click()
  const download = app.waitForEvent('download')
  await app.getByRole('menuitem', { name: 'JSON' }).click()
  const run = JSON.parse(readFileSync(await (await download).path(), 'utf8'))
  expect(run.plan).toMatchObject({ runtime: 'node', workers: 3, seconds: 0.25, repeat: 4, rate: 50 })

  const again = await openPreferences(app)
  await again.getByLabel('Workers').fill('')
  await again.getByRole('button', { name: 'Save' }).click()
  await expect(header(app).getByRole('textbox', { name: 'Workers' })).toHaveValue('2')
})

async function nodeLabel(select: ReturnType<Page['getByLabel']>): Promise<string> {
  const option = select.locator('option', { hasText: 'Node' })
  await expect(option).toHaveCount(1)
  return option.innerText()
}

async function expectKept(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light')
  await expect(header(page).getByRole('textbox', { name: 'Workers' })).toHaveValue('3')
  await expect(header(page).getByRole('combobox', { name: 'Size' })).toHaveValue('0.25')
  await expect(header(page).getByRole('combobox', { name: 'Repeats' })).toHaveValue('4')
  await expect(header(page).getByRole('button', { name: 'Runtime' })).toContainText('Node')
}

test('what is wrong is said beside it, and nothing is lost', async ({ app, home }) => {
  const dialog = await openPreferences(app)
  await expectAccessible(app)
  await dialog.getByLabel('Workers').fill('99')
  await dialog.getByLabel('Repeats').fill('5')
  await app.keyboard.press('Enter')
  await expect(dialog.getByRole('alert').filter({ hasText: 'a whole number from 1 to 64' })).toBeVisible()
  await expect(dialog.getByLabel('Workers')).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(app)
  await dialog.getByLabel('Workers').fill('4')
  await dialog.getByLabel('Data folder').fill('over there')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByRole('alert').filter({ hasText: 'is not an absolute path' })).toBeVisible()
  await app.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(app.getByRole('button', { name: 'Preferences' })).toBeFocused()
  const { preferences } = JSON.parse(readFileSync(join(home, 'coreglow', 'settings.json'), 'utf8'))
  expect(preferences).toEqual({ workers: 4, repeat: 5 })
})

test('another data folder is used from the next start on; one that has gone is told, and comes back', async ({
  app,
  home,
  start,
}) => {
  const other = join(home, 'other')
  const restart = async () => {
    await app.goto('about:blank')
    await openApp(app, await start())
  }
  const dialog = await openPreferences(app)
  await dialog.getByLabel('Data folder').fill(other)
  await dialog.getByLabel('Repeats').fill('7')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog).toBeHidden()
  await expect((await openPreferences(app)).getByText(`Currently ${join(home, 'coreglow')}`)).toBeVisible()

  await restart()
  const there = await openPreferences(app)
  await expect(there.getByLabel('Data folder')).toHaveValue(other)
  await expect(there.getByLabel('Repeats')).toHaveValue('7') // the settings did not stay behind
  await app.goto('about:blank')
  await start() // one that is not asked for anything, and so writes nothing
  rmSync(other, { recursive: true })
  await restart()
  await expect(app.getByRole('alert').filter({ hasText: 'Cannot use the configured data folder' })).toContainText(other)
  mkdirSync(other)
  await restart()
  await expect(app.getByRole('alert')).toHaveCount(0)
  const last = await openPreferences(app)
  await last.getByLabel('Data folder').fill('')
  await last.getByRole('button', { name: 'Save' }).click()
  await expect(last).toBeHidden()
  await restart()
  await expect((await openPreferences(app)).getByLabel('Data folder')).toHaveValue(join(home, 'coreglow'))
})

test('an interpreter is added, listed with what it is, and forgotten', async ({ app, home }) => {
  const node = join(home, 'node')
  writeFileSync(node, `#!/bin/sh\nexec "${process.execPath}" "$@"\n`, { mode: 0o755 })
  const dialog = await openPreferences(app)
  await dialog.getByRole('button', { name: 'Add interpreter …' }).click()
  const adding = app.getByRole('dialog', { name: 'Add an interpreter' })
  await adding.getByLabel('Path of the interpreter').fill(node)
  await adding.getByRole('button', { name: 'Add' }).click()
  await expect(adding).toBeHidden()
  await expect(dialog.getByRole('listitem').filter({ hasText: node })).toContainText('Node')
  await dialog.getByRole('button', { name: `Remove ${node}` }).click()
  await expect(dialog.getByRole('listitem')).toHaveCount(0)
  expect(JSON.parse(readFileSync(join(home, 'coreglow', 'runtimes.json'), 'utf8'))).toEqual({ added: [] })
})

test('files that are broken are set aside, and told; nothing overwrites them', async ({ page, home, start }) => {
  const folder = join(home, 'coreglow')
  for (const name of ['settings.json', 'run-notes.json', 'runtimes.json']) writeFileSync(join(folder, name), '{"half":')
  await openApp(page, await start())
  for (const name of ['settings', 'run-notes', 'runtimes']) {
    await expect(page.getByRole('alert').filter({ hasText: `${name}.json is invalid` })).toContainText('moved to')
  }
  const aside = readdirSync(folder).filter((name) => name.includes('.broken-'))
  expect(new Set(aside.map((name) => name.split('.')[0]))).toEqual(new Set(['run-notes', 'runtimes', 'settings']))
  for (const name of aside) expect(readFileSync(join(folder, name), 'utf8')).toBe('{"half":')
})
