import { readFileSync } from 'node:fs'
import { expect, type Download, type Locator, type Page } from 'playwright/test'
import { setTimeout as sleep } from 'node:timers/promises'
import { isAlive, until } from './host.ts'

/** What a user finds on the screen, by the names that a screen reader would say. */
export const on = (page: Page) => ({
  runSix: page.getByRole('button', { name: 'Run all six' }),
  stop: page.getByRole('button', { name: 'Stop', exact: true }),
  results: page.getByRole('table', { name: 'Results' }),
  tasks: page.getByRole('table', { name: 'Tasks' }),
  tiles: page.getByTestId('cores').locator('[data-busy]'),
  history: page.getByRole('region', { name: 'History' }),
  saved: page.getByRole('region', { name: 'History' }).locator('button:has(time)'),
})

/** Makes the next runs quick: half a second of work, once. */
export async function makeShort(page: Page): Promise<void> {
  await page.getByRole('combobox', { name: 'Size' }).selectOption('0.5')
  await page.getByRole('combobox', { name: 'Repeats' }).selectOption('1')
}

/** Presses the button and waits until both experiments have ended. */
export async function runSix(page: Page): Promise<void> {
  await on(page).runSix.click()
  await expect(on(page).stop).toBeVisible()
  await expectSixRows(page)
}

/** Both experiments have ended, with a wall time in each of their three rows. */
export async function expectSixRows(page: Page): Promise<void> {
  await expect(measuredRows(page)).toHaveCount(6, { timeout: 60_000 })
  await expect(on(page).runSix).toBeEnabled({ timeout: 60_000 })
}

export function measuredRows(page: Page): Locator {
  return on(page)
    .results.getByRole('row')
    .filter({ hasText: /\d\s(s|ms)\b/ })
}

export interface SavedFile {
  readonly name: string
  readonly bytes: Buffer
}

/** Presses an item of the export menu; resolves with what was saved. */
export async function exported(page: Page, item: string, files = 1): Promise<SavedFile[]> {
  const downloads: Promise<SavedFile>[] = []
  const collect = (download: Download) =>
    downloads.push(download.path().then((path) => ({ name: download.suggestedFilename(), bytes: readFileSync(path) })))
  page.on('download', collect)
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: item }).click()
  await until(() => downloads.length >= files, `${files} files of "${item}"`)
  page.off('download', collect)
  return Promise.all(downloads)
}

/** Process ids in the task table that the system knows too. */
export async function livePids(page: Page): Promise<number[]> {
  const ids = await on(page).tasks.locator(':is(tbody, tfoot) tr:not([aria-hidden]) > :nth-child(2)').allInnerTexts()
  return [...new Set(ids.map((text) => Number.parseInt(text, 10)))].filter((pid) => pid > 0 && isAlive(pid))
}

/** Resolves when transitions have ended and what followed from them, or from a resize, is drawn. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const ends = ({ effect }: Animation) => effect?.getComputedTiming().endTime !== Infinity
    const ending = document.getAnimations().filter((animation) => animation.playState === 'running' && ends(animation))
    await Promise.allSettled(ending.map(({ finished }) => finished))
    for (let frame = 0; frame < 3; frame++) await new Promise((resolve) => requestAnimationFrame(resolve))
  })
}

/** What `read` says once it says the same for half a second: numbers follow the picture a few times a second. */
export async function steady<T>(read: () => Promise<T>, what: string): Promise<T> {
  let last = await read()
  let sinceMs = Date.now()
  await until(async () => {
    await sleep(100)
    const now = await read()
    if (JSON.stringify(now) !== JSON.stringify(last)) sinceMs = Date.now()
    last = now
    return Date.now() - sinceMs >= 500
  }, what)
  return last
}
