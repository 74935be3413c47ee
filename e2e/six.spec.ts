import type { Page } from 'playwright/test'
import { parse } from 'valibot'
import { RunSchema } from '../src/contract/run.ts'
import { until } from './host.ts'
import { expectPicture } from './picture.ts'
import { exported, expectSixRows, livePids, makeShort, on } from './screen.ts'
import { expect, test } from './test.ts'

test(
  'the six runs: one press, six rows, lit cores, living processes, a verdict, and every export',
  { tag: '@measures' },
  async ({ app }) => {
    await makeShort(app)
    const pressed = new Date().toISOString()
    await on(app).runSix.click()

    await test.step('while they run, cores light up', async () => {
      await until(() => litByWorker(app), 'a core lit by a worker')
    })
    await test.step("and the shown processes are the system's", async () => {
      test.skip(process.platform !== 'linux', 'skipped: needs /proc')
      await until(async () => (await livePids(app)).length >= 3, 'three processes of the task table in /proc')
    })
    await test.step('six rows fill', () => expectSixRows(app))
    await test.step('a sentence with numbers says what happened', async () => {
      await expect(app.getByRole('region', { name: 'Verdict' })).toContainText(/threads[^]*\d+(\.\d+)?/i)
    })
    await test.step('the history has both', async () => {
      // It shows the latest ones only: those of other tests may fill it.
      await expect.poll(() => savedSince(app, pressed)).toEqual(['CPU-bound', 'I/O-bound'])
    })

    await test.step('exports', async () => {
      const [window] = await exported(app, 'Window picture PNG')
      await expectPicture(app, window!.bytes)
      const [card] = await exported(app, 'Run card PNG')
      await expectPicture(app, card!.bytes, { width: 1920, height: 1080 })
      const [svg] = await exported(app, 'Run card SVG')
      expect(svg!.bytes.toString()).toMatch(/^<svg[^]*<\/svg>\s*$/)
      for (const { bytes } of await exported(app, 'CSV of results', 2)) {
        const [head, ...rows] = bytes.toString().trim().split(/\r?\n/)
        expect(head).toContain('model')
        expect(rows.length).toBeGreaterThanOrEqual(6)
      }
      for (const { bytes } of await exported(app, 'JSON', 2)) expectRun(bytes.toString())
    })
  },
)

/** Names of the listed runs that began at this moment (ISO 8601) or later, the latest first. */
function savedSince(page: Page, moment: string): Promise<string[]> {
  return on(page).saved.evaluateAll(
    (items, from) =>
      items
        .filter((item) => (item.querySelector('time')?.dateTime ?? '') >= from)
        .map((item) => item.querySelector('span > span')?.textContent ?? ''),
    moment,
  )
}

/** Is there a core that carries a worker and is busy for more than half of the time? */
function litByWorker(page: Page): Promise<boolean> {
  return on(page).tiles.evaluateAll((tiles) =>
    tiles.some((tile) => tile.getAttribute('data-workers') !== '' && Number(tile.getAttribute('data-busy')) > 0.5),
  )
}

function expectRun(json: string): void {
  const run = parse(RunSchema, JSON.parse(json))
  expect(run).toMatchObject({ status: 'finished', plan: { workers: 2, seconds: 0.5, repeat: 1 } })
  expect(run.results.map(({ model }) => model).toSorted()).toEqual(['processes', 'sequential', 'threads'])
  expect(new Set(run.results.map(({ checksum }) => checksum)).size, 'checksums of the same work').toBe(1)
  for (const { wallSeconds, workers } of run.results) {
    expect(wallSeconds).toBeGreaterThan(0.4)
    expect(workers).toHaveLength(2)
  }
  expect(run.recording.tNs.length).toBeGreaterThan(10)
}
