import axe from 'axe-core'
import type { Page } from 'playwright/test'
import { expectSixRows, makeShort, on, runSix } from './screen.ts'
import { expect, test } from './test.ts'

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

function isFocused(page: Page): Promise<boolean> {
  return on(page).runSix.evaluate((button) => button === document.activeElement)
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    const { violations: all } = await (globalThis as unknown as { axe: typeof axe }).axe.run()
    return all.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.map(({ target }) => String(target)) }))
  })
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, where }) => `${id}: ${where.join(' | ')}`)
}
