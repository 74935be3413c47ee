import type { Page } from 'playwright/test'
import { expectPicture } from './picture.ts'
import { makeShort, on } from './screen.ts'
import { expect, test } from './test.ts'

/** Every experiment by its button, in the order of the screen, with the kinds of its figures and a word that one of them must show. */
const EXPERIMENTS: readonly (readonly [name: string, kinds: readonly string[], word: RegExp])[] = [
  ['I/O-bound', ['chart'], /threads/],
  ['CPU-bound', ['chart'], /threads/],
  ['List append', ['chart'], /threads/],
  ['Monte Carlo', ['chart', 'chart'], /processes/],
  ['Downloads', ['chart', 'chart'], /threads/],
  ['Socket server', ['chart'], /per client/],
  ['Mixed work', ['chart', 'chart'], /threads/],
  ['Responsive UI', ['chart'], /thread/],
  ['Scalability', ['chart', 'chart', 'chart', 'chart', 'chart'], /processes/],
  ['Shared memory', ['grid', 'chart'], /\d/],
  ['Race condition', ['chart'], /lock/],
  ['Deadlock', ['graph'], /waits for/],
  ['Starvation', ['chart'], /greedy/],
  ['Livelock', ['chart'], /\d/],
  ['IPC cost', ['chart', 'chart'], /queue/],
  ['Fault isolation', ['grid'], /signal|exit/],
  ['Start-up cost', ['chart'], /fork/],
  ['Multiprogramming', ['chart'], /\d/],
  ['SMP and AMP', ['chart'], /\d/],
  ['GIL hand-off', ['lanes', 'chart'], /GIL/],
  ['Convoy effect', ['chart'], /\d/],
  ['Free threading', ['chart'], /threads/],
]

test.describe.configure({ mode: 'parallel' })

const figures = (app: Page) => app.getByRole('region', { name: 'Figures' }).getByRole('figure')

test('the list of experiments is the one that is tested here', async ({ app }) => {
  const names = await app.getByRole('toolbar', { name: 'Experiments' }).locator('[data-role=select]').allInnerTexts()
  const experiments = names.map((text) => text.split('\n')[0]!).filter((name) => name !== 'The six runs')
  expect(experiments).toEqual(EXPERIMENTS.map(([name]) => name))
})

for (const [name, kinds, word] of EXPERIMENTS) {
  test(`${name}: one press runs it, and its picture answers the question`, async ({ app }) => {
    await makeShort(app)
    const item = app.getByRole('button', { name: `Run ${name}`, exact: true })
    await item.press('Enter')
    await expect(on(app).stop).toBeVisible()
    await expect(on(app).stop).toBeHidden({ timeout: 90_000 })

    await test.step('it ended with a sentence that has numbers', async () => {
      const verdict = app.getByRole('region', { name: 'Verdict' })
      await expect(verdict).not.toContainText(/Failed:|Stopped:/)
      await expect(verdict.getByTestId('sentence')).toContainText(/\d|[Nn]o |none|nobody|all/)
    })
    await test.step('its figures are there, drawn, and readable without seeing them', async () => {
      const shown = await figures(app).evaluateAll((all) => all.map((figure) => figure.getAttribute('data-kind') ?? ''))
      for (const kind of kinds) expect(shown).toContain(kind)
      expect(shown.length).toBeGreaterThanOrEqual(kinds.length)
      await expect(app.getByRole('region', { name: 'Figures' })).toContainText(word)
      for (const figure of await figures(app).all()) await expect(figure.locator('table td').first()).toBeAttached()
      await expect.poll(() => blankCanvases(app), { message: 'every canvas has something on it' }).toBe(0)
    })
    await test.step('and so is its card', async () => {
      const download = app.waitForEvent('download')
      await app.getByRole('button', { name: 'Export' }).click()
      await app.getByRole('menuitem', { name: 'Run card PNG' }).click()
      const { readFile } = await import('node:fs/promises')
      await expectPicture(app, await readFile(await (await download).path()), { width: 1920, height: 1080 })
    })
  })
}

/** Canvases of figures with fewer than a handful of colours: nothing was drawn on them. */
function blankCanvases(app: Page): Promise<number> {
  return figures(app)
    .locator('canvas')
    .evaluateAll((canvases) => {
      const isBlank = (canvas: HTMLCanvasElement) => {
        const { width, height } = canvas
        if (width === 0 || height === 0) return true
        const pixels = new Uint32Array(canvas.getContext('2d')!.getImageData(0, 0, width, height).data.buffer)
        return new Set(pixels).size < 5
      }
      return canvases.filter((canvas) => isBlank(canvas as HTMLCanvasElement)).length
    })
}
