import type { Page } from 'playwright/test'
import { makeShort, runSix, settled } from './screen.ts'
import { expect, openApp, test } from './test.ts'

test.describe.configure({ mode: 'parallel' })

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
        await settled(app)
        const name = `${state}-${size.width}-${theme}`
        await app.screenshot({ path: info.outputPath(`${name}.png`) })
        const found = [...(await scrolled(app)), ...(await app.evaluate(faults)), ...(await app.evaluate(cutTexts))]
        expect.soft(found, name).toEqual([])
      }
    }
  }
})

test('every experiment fits, before its run, at every size', async ({ app }) => {
  await app.emulateMedia({ reducedMotion: 'reduce' })
  const experiments = app.getByRole('toolbar', { name: 'Experiments' }).locator('[data-role=select]')
  for (const size of SIZES) {
    await app.setViewportSize(size)
    for (const experiment of await experiments.all()) {
      await experiment.click()
      await settled(app)
      const found = [...(await app.evaluate(faults)), ...(await app.evaluate(cutTexts))]
      expect.soft(found, `${await experiment.innerText()} ${size.width}`).toEqual([])
    }
  }
})

test('the page of programs fits at every size, with the processes to attach to beside the form', async ({ app }) => {
  await app.emulateMedia({ reducedMotion: 'reduce' })
  await app.getByRole('button', { name: 'Your program' }).click()
  const [form, attach] = ['form', 'attach'].map((name) => app.locator(`[data-panel=${name}]`))
  await expect(attach!.getByRole('button', { name: 'Attach' }).first()).toBeVisible()
  for (const size of SIZES) {
    await app.setViewportSize(size)
    await settled(app)
    const found = [...(await app.evaluate(faults)), ...(await app.evaluate(cutTexts))]
    expect.soft(found, `${size.width}`).toEqual([])
    const [left, right] = [(await form!.boundingBox())!, (await attach!.boundingBox())!]
    expect.soft(right.x, `${size.width}`).toBeGreaterThan(left.x + left.width)
    expect.soft(left.height, `${size.width}`).toBeGreaterThan(size.height * 0.8)
  }
})

test('the longest verdicts are whole at every size, and say more when asked', async ({ page, host }) => {
  await withLongVerdicts(page)
  await openApp(page, host)
  await makeShort(page)
  for (const bet of ['Threads do', 'Longer']) await page.getByRole('radio', { name: bet }).check()
  await runSix(page)
  for (const size of SIZES) {
    await page.setViewportSize(size)
    await settled(page)
    expect.soft(await page.evaluate(cutTexts), `${size.width}`).toEqual([])
  }
  const noisy = page.getByRole('button', { name: 'noisy', exact: true }).first()
  await noisy.click()
  const reasons = page.getByRole('dialog', { name: 'Why this run is noisy' })
  await expect(reasons.getByRole('listitem')).toHaveText(LONG.reasons)
  await page.keyboard.press('Escape')
  await expect(reasons).toBeHidden()
  await expect(noisy).toBeFocused()
})

const LONG = {
  text: "Threads took 1.28× the sequential time: 64 threads, one GIL, so one core's worth of work at a time, and handing over the GIL costs time. Processes took 0.72×: no GIL holds them, and yet they kept only 1.5 cores busy.",
  published:
    'As in the published figures for CPython 3.9; unlike the published figures for older CPython (threads 1.54×) and David Beazley, "Inside the Python GIL", Chicago 2009 (threads 1.85×).',
  noisy: true,
  reasons: [
    'Other programs used 1.6 cores of CPU time during the run.',
    'The repeats of threads differ by 31 %.',
    'The hypervisor took 0.4 cores of CPU time.',
  ],
}

/** Runs are real, and end with the longest words that one can end with. */
async function withLongVerdicts(page: Page): Promise<void> {
  await page.routeWebSocket(/\/ws/, (socket) => {
    socket.connectToServer().onMessage((message) => {
      const parsed = typeof message === 'string' ? JSON.parse(message) : undefined
      if (parsed?.item?.type === 'end') Object.assign(parsed.item.run.verdict, LONG)
      socket.send(parsed === undefined ? message : JSON.stringify(parsed))
    })
  })
}

/** As a user would, over a place that has no list of its own. */
async function scrolled(page: Page): Promise<string[]> {
  await page.mouse.move(100, 20)
  await page.mouse.wheel(3000, 3000)
  await settled(page)
  return page.evaluate(() => (scrollX === 0 && scrollY === 0 ? [] : [`the page scrolls: ${scrollX}, ${scrollY}`]))
}

/** In the page: texts that are cut off, other than with an ellipsis and a title that has the whole. */
function cutTexts(): string[] {
  const told = (element: Element) =>
    element.closest('[title], [data-tip]') !== null || element.querySelector('[title], [data-tip]') !== null
  const cuts = (overflow: string) => overflow === 'hidden' || overflow === 'clip'
  const whole = ['[data-panel=verdict] article', 'main:not([data-shape=pictured]) [data-panel=results] > section']
  const isUnseen = (element: Element | null): boolean =>
    element !== null && (getComputedStyle(element).clipPath === 'inset(50%)' || isUnseen(element.parentElement))
  return [...document.querySelectorAll<HTMLElement>('header *, nav *, main *')]
    .filter(
      (element) =>
        element.clientWidth > 1 &&
        element.closest('select, input, canvas, :has(> canvas)') === null &&
        !isUnseen(element),
    )
    .filter((element) => {
      const { overflowX, overflowY, textOverflow, webkitLineClamp } = getComputedStyle(element)
      const must = whole.some((selector) => element.matches(selector))
      const wide = element.scrollWidth > element.clientWidth + 1 && (must || cuts(overflowX))
      const high = element.scrollHeight > element.clientHeight + 1 && (must || cuts(overflowY))
      const meant = (textOverflow === 'ellipsis' || webkitLineClamp !== 'none') && told(element)
      return (wide || high) && !meant
    })
    .map(
      (element) =>
        `cut: ${element.tagName.toLowerCase()}.${element.className} "${(element.textContent ?? '').slice(0, 40)}" ${element.scrollWidth}x${element.scrollHeight} in ${element.clientWidth}x${element.clientHeight}`,
    )
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
  const isUnseen = (element: Element | null): boolean =>
    element !== null && (getComputedStyle(element).clipPath === 'inset(50%)' || isUnseen(element.parentElement))
  const boxes = (selector: string) =>
    [...document.querySelectorAll<HTMLElement>(selector)]
      .map((element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ element, box }) => box.width > 1 && !isUnseen(element) && !isInList(element))

  const panels = boxes('header, nav, main > *')
  const figures = boxes('figure')
  const controls = boxes('header button, header select, header input, nav button, main button, main input')
  const texts = boxes('main h1, main h2, main p, main article')
  return [
    ...[...panels, ...figures, ...controls, ...texts]
      .filter(({ box }) => isOut(box))
      .map(({ element }) => `${name(element)} is off the page`),
    ...[panels, figures].flatMap((boxed) =>
      boxed.flatMap((a, i) =>
        boxed
          .slice(i + 1)
          .filter((b) => overlap(a.box, b.box))
          .map((b) => `${name(a.element)} overlaps ${name(b.element)}`),
      ),
    ),
    ...controls
      .filter(({ element }) => element.scrollWidth > element.clientWidth + 1 && element.tagName !== 'INPUT')
      .map(({ element }) => `${name(element)} cuts off its text`),
  ]
}
