import type { Page } from 'playwright/test'
import { makeShort, on } from './screen.ts'
import { expect, test } from './test.ts'

const experiments = (page: Page) => page.getByRole('toolbar', { name: 'Experiments' })
const open = (page: Page, name: string) => experiments(page).getByRole('button', { name, exact: true }).click()

test('the list of experiments is one stop of the keyboard: arrows move in it, and run what they come to', async ({
  app,
}) => {
  await makeShort(app)
  await experiments(app).getByRole('button', { name: 'The six runs', exact: true }).focus()
  await app.keyboard.press('ArrowDown')
  await app.keyboard.press('ArrowDown')
  await app.keyboard.press('ArrowRight')
  const play = experiments(app).getByRole('button', { name: 'Run CPU-bound' })
  await expect(play).toBeFocused()
  await expect(play).toBeVisible()
  await app.keyboard.press('Enter')
  await expect(on(app).stop).toBeVisible()
  await expect(experiments(app).getByRole('button', { name: /^CPU-bound/ })).toHaveAttribute('aria-current', 'true')
  await on(app).stop.click()
  await expect(on(app).stop).toBeHidden()
})

test('a setting says what is right, is kept per experiment, and goes with the run when it is not the default', async ({
  app,
}) => {
  const sent: string[] = []
  await app.routeWebSocket(/\/ws/, (socket) => {
    const server = socket.connectToServer()
    socket.onMessage((message) => {
      sent.push(String(message))
      server.send(message)
    })
  })
  await app.reload()
  await open(app, 'GIL hand-off')
  const button = app.getByRole('button', { name: /^Settings/ })
  await button.click()
  const interval = app.getByRole('textbox', { name: 'Switch interval' })
  await interval.fill('1000')
  await expect(app.getByRole('alert')).toContainText(/a number from 0\.01.ms to 100.ms/)
  await expect(interval).toHaveAttribute('aria-invalid', 'true')
  await interval.fill('1')
  await expect(app.getByRole('alert')).toBeHidden()
  await app.keyboard.press('Escape')
  await expect(button).toHaveText('Settings · 1 changed')
  await open(app, 'CPU-bound')
  await expect(app.getByRole('button', { name: /1 changed/ })).toBeHidden()
  await open(app, 'GIL hand-off')
  await makeShort(app)
  await app.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(on(app).stop).toBeVisible()
  const order = JSON.parse(sent.find((message) => message.includes('startRun'))!)
  expect(order.params).toMatchObject({ experiment: 'gil-handoff', params: { 'switch-interval': 1 } })
  await on(app).stop.click()
  await expect(on(app).stop).toBeHidden()
  await button.click()
  await app.getByRole('button', { name: 'Reset to defaults' }).click()
  await expect(interval).toHaveValue('5')
})

test('a word of a lesson opens its definition, and the glossary has them all', async ({ app }) => {
  await makeShort(app)
  await open(app, 'CPU-bound')
  await app.getByRole('button', { name: 'Run', exact: true }).click()
  const why = app.getByRole('button', { name: 'Why?' })
  await why.click({ timeout: 60_000 })
  const lesson = app.getByRole('dialog', { name: 'Why: CPU-bound' })
  await lesson.getByRole('button', { name: 'GIL', exact: true }).first().click()
  await expect(lesson.getByText(/^GIL:/)).toBeVisible()
  await app.keyboard.press('Escape')
  await app.getByRole('button', { name: 'Glossary' }).click()
  const glossary = app.getByRole('dialog', { name: 'Glossary' })
  for (const word of ['GIL', 'process', 'thread', 'deadlock']) {
    await expect(glossary.getByRole('term').filter({ hasText: new RegExp(`^${word}$`) })).toBeVisible()
  }
  await glossary.getByRole('button', { name: 'Close' }).click()
  await expect(glossary).toBeHidden()
})

test('a figure has a legend that switches, a read-out, and the same numbers as a table', async ({ app }) => {
  await makeShort(app)
  await open(app, 'CPU-bound')
  const figure = app.getByRole('figure', { name: /^Wall time/ })
  const published = figure.getByRole('button', { name: /published/ })
  await expect(published).toHaveAttribute('aria-pressed', 'true')
  await published.click()
  await expect(published).toHaveAttribute('aria-pressed', 'false')
  await app.getByRole('button', { name: 'Run', exact: true }).click()
  await app.getByRole('button', { name: 'Why?' }).waitFor({ timeout: 60_000 })
  await expect(
    app.getByRole('table', { name: /^Wall time.*numbers/ }).getByRole('row', { name: /^threads/ }),
  ).toContainText(/\d\s(s|ms)/)
  const { x, y, width, height } = (await figure.locator('canvas').boundingBox())!
  await app.mouse.move(x + width / 2, y + height * 0.15)
  await expect(app.getByTestId('read-out')).toContainText(/sequential.*median|measured once/)
  const shows = await figure.locator('canvas').evaluate((canvas) => {
    const { width: w, height: h } = canvas as HTMLCanvasElement
    const pixels = new Uint32Array((canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, w, h).data.buffer)
    return new Set(pixels).size
  })
  expect(shows, 'colours of the drawing').toBeGreaterThan(20)
})
