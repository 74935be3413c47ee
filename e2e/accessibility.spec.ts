import type { Locator, Page } from 'playwright/test'
import { expectSixRows, makeShort, on, runSix } from './screen.ts'
import { expect, test } from './test.ts'
import { violations } from './violations.ts'

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, idle and finished, ${theme}`, async ({ app }) => {
    await app.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    expect.soft(await violations(app), 'idle').toEqual([])
    await makeShort(app)
    await runSix(app)
    expect(await violations(app), 'finished').toEqual([])
  })
}

test('the keyboard alone starts a run, and focus is seen', async ({ app }) => {
  await makeShort(app)
  await app.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  for (let presses = 0; presses < 60 && !(await isFocused(app)); presses++) await app.keyboard.press('Tab')
  expect(await isFocused(app)).toBe(true)
  const ring = await on(app).runSix.evaluate((button) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(button)
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none'
  })
  expect(ring, 'a visible ring of focus').toBe(true)
  await app.keyboard.press('Enter')
  await expect(on(app).stop).toBeVisible()
  await expectSixRows(app)
})

test('the keyboard alone bets, reads why, and exports', async ({ app }) => {
  await makeShort(app)
  const choices = app.getByRole('radiogroup', { name: /how long does it take/ }).getByRole('radio')
  await tabTo(app, choices.first())
  await app.keyboard.press('ArrowDown')
  await expect(choices.nth(1)).toBeChecked()
  await app.keyboard.press('Space')
  await expect(choices.nth(1)).not.toBeChecked()
  await app.keyboard.press('ArrowDown')
  await expect(choices.nth(2)).toBeChecked()
  await tabTo(app, on(app).runSix)
  await app.keyboard.press('Enter')
  await expectSixRows(app)
  await expect(app.getByRole('article', { name: 'Verdict: CPU-bound' })).toContainText(
    /you said “Longer”.*(right|wrong|undecided)/,
  )

  const why = app.getByRole('article', { name: 'Verdict: CPU-bound' }).getByRole('button', { name: 'Why?' })
  await tabTo(app, why)
  await app.keyboard.press('Enter')
  await expect(app.getByRole('dialog', { name: 'Why: CPU-bound' })).toContainText('With a GIL, only one thread')
  await app.keyboard.press('Escape')
  await expect(why).toBeFocused()

  const menu = app.getByRole('button', { name: 'Export' })
  await tabTo(app, menu)
  const first = app.getByRole('menuitem', { name: 'Window picture PNG' })
  await app.keyboard.press('Enter')
  await expect(first).toBeFocused()
  await app.keyboard.press('ArrowDown')
  await expect(app.getByRole('menuitem', { name: 'Run card PNG' })).toBeFocused()
  await app.keyboard.press('Escape')
  await expect(menu).toBeFocused()
  await app.keyboard.press('Enter')
  await expect(first).toBeFocused()
  for (let i = 0; i < 2; i++) await app.keyboard.press('ArrowDown')
  const download = app.waitForEvent('download')
  await app.keyboard.press('Enter')
  expect((await download).suggestedFilename()).toMatch(/\.svg$/)
})

function isFocused(page: Page, target: Locator = on(page).runSix): Promise<boolean> {
  return target.evaluate((element) => element === document.activeElement)
}

async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 80 && !(await isFocused(page, target)); presses++) await page.keyboard.press('Tab')
  await expect(target).toBeFocused()
}
