import type { Page } from 'playwright/test'
import { on, steady } from './screen.ts'
import { expect, test } from './test.ts'
import { expectAccessible } from './violations.ts'

test('a run is paused while it is on, then replayed from the history with the keyboard', async ({ app }) => {
  await app.getByRole('combobox', { name: 'Size' }).selectOption('0.5')
  await app.getByRole('combobox', { name: 'Repeats' }).selectOption('1')
  await app
    .getByRole('toolbar', { name: 'Experiments' })
    .getByRole('button', { name: 'I/O-bound', exact: true })
    .click()
  await app.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(on(app).stop).toBeVisible()
  await app.getByRole('button', { name: 'Pause' }).click()
  const resume = app.getByRole('button', { name: 'Paused · resume' })
  await expect(resume).toBeVisible()
  const stands = await steady(() => shown(app), 'a picture that stands still')
  await expect(on(app).stop).toBeHidden({ timeout: 60_000 })
  expect(await shown(app)).toEqual(stands)
  await resume.click()
  await expect.poll(() => shown(app)).not.toEqual(stands)
  await expect(app.getByRole('button', { name: 'Pause' })).toBeVisible()

  await on(app).saved.first().click()
  const bar = app.getByRole('toolbar', { name: 'Replay' })
  await bar.getByRole('button', { name: 'Replay' }).click()
  await bar.getByRole('combobox', { name: 'Speed' }).selectOption('10')
  await expect(bar.getByRole('button', { name: 'Play', exact: true })).toBeVisible({ timeout: 60_000 })
  const moment = bar.getByRole('slider', { name: 'Position in the run' })
  const end = Number(await moment.inputValue())
  expect(end).toBeGreaterThan(0.5)
  await moment.focus()
  for (let i = 0; i < 10; i++) await app.keyboard.press('ArrowLeft')
  expect(Number(await moment.inputValue())).toBeLessThan(end * 0.9)
  await app.keyboard.press('Space')
  await expect.poll(async () => Number(await moment.inputValue())).toBeGreaterThan(end * 0.9)
  await expectAccessible(app)
  await bar.getByRole('button', { name: 'Whole run' }).click()
  await expect(moment).toBeHidden()

  await app.getByRole('button', { name: 'All runs' }).click()
  await expect(app.getByRole('table', { name: 'All runs' })).toBeVisible()
  await expectAccessible(app)
})

/** What the live picture shows: its cores and its tasks. */
function shown(page: Page): Promise<string[]> {
  return Promise.all([page.getByTestId('cores').innerText(), on(page).tasks.innerText()])
}
