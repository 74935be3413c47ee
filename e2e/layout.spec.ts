import type { Page } from 'playwright/test'
import { makeShort, runSix } from './screen.ts'
import { expect, test } from './test.ts'

const SIZES = [
  { width: 1280, height: 800 },
  { width: 1024, height: 700 },
  { width: 2560, height: 1440 },
]

test('at every size and in both themes: no scrolling, no overlap, nothing cut off', async ({ app }, info) => {
  await makeShort(app)
  for (const state of ['idle', 'finished']) {
    if (state === 'finished') await runSix(app)
    for (const size of SIZES) {
      await app.setViewportSize(size)
      for (const theme of ['light', 'dark'] as const) {
        await app.emulateMedia({ colorScheme: theme })
        const name = `${state}-${size.width}-${theme}`
        await app.screenshot({ path: info.outputPath(`${name}.png`) })
        expect(await faults(app), name).toEqual([])
      }
    }
  }
})

/** What is wrong with the page's geometry, a line each. */
function faults(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const name = (element: Element) =>
      `${element.tagName.toLowerCase()} ${element.getAttribute('aria-label') ?? element.className} "${(element.textContent ?? '').slice(0, 30)}"`
    const { scrollWidth, scrollHeight } = document.documentElement
    const found: string[] = []
    if (scrollWidth > innerWidth || scrollHeight > innerHeight)
      found.push(`the page scrolls: ${scrollWidth} x ${scrollHeight}`)

    const panels = [...document.querySelectorAll('header, nav, main > *')].filter(
      (panel) => panel.getClientRects().length > 0,
    )
    panels.forEach((a, i) =>
      panels.slice(i + 1).forEach((b) => {
        const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()]
        const width = Math.min(p.right, q.right) - Math.max(p.left, q.left)
        const height = Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top)
        if (width > 1 && height > 1) found.push(`${name(a)} overlaps ${name(b)}`)
      }),
    )

    for (const control of document.querySelectorAll<HTMLElement>(
      'header button, header select, header input, main button',
    )) {
      const { left, top, right, bottom, width } = control.getBoundingClientRect()
      if (width === 0 || control.closest('.scroll') !== null) continue
      if (left < 0 || top < 0 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)
        found.push(`${name(control)} is off the page`)
      if (control.scrollWidth > control.clientWidth + 1) found.push(`${name(control)} cuts off its text`)
    }
    return found
  })
}
