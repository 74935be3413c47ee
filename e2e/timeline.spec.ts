import type { Locator, Page } from 'playwright/test'
import { makeShort, on, settled } from './screen.ts'
import { expect, test } from './test.ts'
import { violations } from './violations.ts'

const lanes = (page: Page) => page.getByRole('application', { name: /^Lanes/ })
const panel = (page: Page) => page.locator('[data-panel=timeline]')
const selectedTasks = (page: Page) => on(page).tasks.locator('tr[data-selected=true]')
const minimap = (page: Page) => page.getByTestId('minimap-window')

test(
  'wheel, drag and keys zoom and move; hover reads nanoseconds, core and state',
  { tag: '@measures' },
  async ({ app }) => {
    await handOver(app)
    const box = (await lanes(app).boundingBox())!
    const position = { x: box.x + box.width * 0.6, y: box.y + box.height * 0.5 }
    await expect(minimap(app)).toHaveCount(0)

    await test.step('the wheel zooms at the pointer, and the minimap shows where', async () => {
      await app.mouse.move(position.x, position.y)
      for (let i = 0; i < 8; i++) await app.mouse.wheel(0, -200)
      await expect.poll(() => shownShare(app)).toBeLessThan(0.3)
    })
    await test.step('a drag moves', async () => {
      const [before] = await shownEnds(app)
      await app.mouse.down()
      await app.mouse.move(position.x - 60, position.y, { steps: 4 })
      await app.mouse.up()
      await expect.poll(async () => (await shownEnds(app))[0]).toBeGreaterThan(before)
      expect(await selectedTasks(app).count(), 'a drag is no click').toBe(0)
    })
    await test.step('what is under the pointer is told', async () => {
      await hoverUntil(app, /at \d+\.\d{6} ms: (running|waiting for the GIL) for [\d.,]+/)
      await expect(app.getByTestId('read-out')).toContainText(/worker [12].*pid \d+, tid \d+.*on core \d+/s)
    })
    await test.step('keys', async () => {
      await lanes(app).focus()
      const [from, to] = await shownEnds(app)
      await app.keyboard.press('ArrowLeft')
      await expect.poll(async () => (await shownEnds(app))[0]).toBeLessThan(from)
      await app.keyboard.press('+')
      await expect.poll(() => shownShare(app)).toBeLessThan((to - from) * 0.6)
      await app.keyboard.press('-')
      await expect.poll(() => shownShare(app)).toBeGreaterThan((to - from) * 0.9)
      await app.keyboard.press('Home')
      await expect(minimap(app)).toHaveCount(0)
    })
    await test.step('as deep as nanoseconds, and out again', async () => {
      for (let i = 0; i < 30; i++) await app.keyboard.press('+')
      await expect.poll(() => shownShare(app)).toBeLessThan(1e-4)
      await app.getByRole('radio', { name: 'as it ran' }).check({ force: true })
      await expect(minimap(app)).toHaveCount(0)
    })
  },
)

test('a click selects the worker in the tasks and on the cores; keys go to the next', async ({ app }) => {
  await handOver(app)
  const workers = workerLane(app)
  const first = await workers(0)
  await app.mouse.click(first.x, first.y)
  await expect(selectedTasks(app).first()).toContainText('Thread-1')
  await expect(on(app).results.locator('[data-selected=true]').first()).toContainText('Thread-1')
  await expect(app.getByTestId('cores').locator('[data-selected="true"]')).not.toHaveCount(0)
  await lanes(app).focus()
  await app.keyboard.press('ArrowDown')
  await expect(selectedTasks(app).first()).toContainText('Thread-2')
  await expect(lanes(app).getByRole('status')).toHaveText(
    /worker 2 is selected: it ran for \S+.*waited for the GIL for \S+/,
  )
  const second = await workers(1)
  await app.mouse.click(second.x, second.y)
  await expect(selectedTasks(app)).toHaveCount(0)
})

test('it can have the whole screen, with the cores below and the same as a table', async ({ app }, info) => {
  await handOver(app)
  await app.getByRole('button', { name: 'Enlarge the timeline' }).click()
  await expect(on(app).tasks).toBeHidden()
  const { height } = (await panel(app).boundingBox())!
  expect(height).toBeGreaterThan(500)
  for (const colorScheme of ['dark', 'light'] as const) {
    await app.emulateMedia({ colorScheme })
    await settled(app)
    await app.screenshot({ path: info.outputPath(`large-${colorScheme}.png`) })
    expect(await violations(app), colorScheme).toEqual([])
  }
  await app.getByRole('button', { name: 'Cores', exact: true }).click()
  await app.getByRole('button', { name: 'Table', exact: true }).click()
  const rows = app.getByRole('table', { name: 'Timeline' }).locator('tbody tr')
  await expect(rows).toHaveCount(2)
  for (const row of await rows.all()) await expect(row).toHaveText(/MainProcess\/Thread-[12].*\d\s?(s|ms)/s)
  expect(await violations(app), 'as a table').toEqual([])
  await app.keyboard.press('Escape')
  await expect(on(app).tasks).toBeVisible()
})

/** A short run of two threads that take turns with the GIL. */
async function handOver(page: Page): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: 'GIL hand-off' }).first().click()
  await makeShort(page)
  await page.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(on(page).stop).toBeVisible()
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled({ timeout: 60_000 })
  await expect(on(page).results).toContainText(/\d\s?(s|ms)\b/)
}

/** Where the lanes' view begins and ends, as shares of the whole. */
async function shownEnds(page: Page): Promise<readonly [from: number, to: number]> {
  return minimap(page).evaluate((element) => {
    const { left, right } = (element as HTMLElement).style
    return [parseFloat(left) / 100, 1 - parseFloat(right) / 100] as const
  })
}

async function shownShare(page: Page): Promise<number> {
  const [from, to] = await shownEnds(page)
  return to - from
}

/** One variant: its GIL, then its workers, all of one height, above the axis. */
function workerLane(page: Page): (index: number) => Promise<{ readonly x: number; readonly y: number }> {
  return async (index) => {
    const box = (await lanes(page).boundingBox())!
    return { x: box.x + box.width * 0.55, y: box.y + ((box.height - 17) * (index + 1.5)) / 3 }
  }
}

async function hoverUntil(page: Page, text: RegExp, target: Locator = page.getByTestId('read-out')): Promise<void> {
  const { y } = await workerLane(page)(0)
  const box = (await lanes(page).boundingBox())!
  for (let share = 0.5; share < 0.95; share += 0.02) {
    await page.mouse.move(box.x + box.width * share, y)
    await settled(page)
    if ((await target.count()) > 0 && text.test(await target.innerText())) return
  }
  await expect(target).toContainText(text)
}
