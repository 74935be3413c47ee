import type { Page } from 'playwright/test'
import { makeShort, runSix } from './screen.ts'
import { expect, test } from './test.ts'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
  { width: 2560, height: 1440 },
]

test('at every size and in both themes: no scrolling, no overlap, nothing cut off', async ({ app }, info) => {
  await app.emulateMedia({ reducedMotion: 'reduce' })
  await makeShort(app)
  for (const state of ['idle', 'finished']) {
    if (state === 'finished') await runSix(app)
    for (const size of SIZES) {
      await app.setViewportSize(size)
      for (const theme of ['light', 'dark'] as const) {
        await app.emulateMedia({ colorScheme: theme })
        await app.waitForTimeout(300)
        const name = `${state}-${size.width}-${theme}`
        await app.screenshot({ path: info.outputPath(`${name}.png`) })
        expect.soft([...(await scrolled(app)), ...(await app.evaluate(faults))], name).toEqual([])
      }
    }
  }
})

/** As a user would, over a place that has no list of its own. */
async function scrolled(page: Page): Promise<string[]> {
  await page.mouse.move(100, 20)
  await page.mouse.wheel(3000, 3000)
  await page.waitForTimeout(100)
  return page.evaluate(() => (scrollX === 0 && scrollY === 0 ? [] : [`the page scrolls: ${scrollX}, ${scrollY}`]))
}

/** In the page: what is wrong with its geometry, a line each. */
function faults(): string[] {
  const name = (element: Element) =>
    `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.className} "${(element.textContent ?? '').slice(0, 30)}"`
  const isOut = ({ left, top, right, bottom }: DOMRect) =>
    left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5
  const overlap = (a: DOMRect, b: DOMRect) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
  // What scrolls by itself may hold more than it shows; axe minds that the keyboard reaches it.
  const isInList = ({ parentElement: parent }: Element): boolean =>
    parent !== null && (['auto', 'scroll'].includes(getComputedStyle(parent).overflowY) || isInList(parent))
  const boxes = (selector: string) =>
    [...document.querySelectorAll<HTMLElement>(selector)]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ element, box }) => box.width > 1 && element.closest('.hidden') === null && !isInList(element))

  const panels = boxes('header, nav, main > *')
  const controls = boxes('header button, header select, header input, nav button, main button, main input')
  const texts = boxes('main h1, main h2, main p, main article')
  return [
    ...[...panels, ...controls, ...texts]
      .filter(({ box }) => isOut(box))
      .map(({ element }) => `${name(element)} is off the page`),
    ...panels.flatMap((a, i) =>
      panels
        .slice(i + 1)
        .filter((b) => overlap(a.box, b.box))
        .map((b) => `${name(a.element)} overlaps ${name(b.element)}`),
    ),
    ...controls
      .filter(({ element }) => element.scrollWidth > element.clientWidth + 1 && element.tagName !== 'INPUT')
      .map(({ element }) => `${name(element)} cuts off its text`),
  ]
}
