import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Locator, Page } from 'playwright/test'
import { isAlive, until } from './host.ts'
import { settled } from './screen.ts'
import { expect, test } from './test.ts'
import { expectAccessible } from './violations.ts'

const children: ChildProcess[] = []
test.afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

function started(command: string, ...args: readonly string[]): number {
  const child = spawn(command, args, { stdio: 'ignore' })
  children.push(child)
  return child.pid!
}

const hasPython = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'python3')))

async function openSystem(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'System', exact: true }).click()
  await expect(page.getByRole('row').nth(2)).toBeVisible()
  return page.getByRole('searchbox', { name: 'Search processes' })
}

const rowOf = (page: Page, pid: number) => page.locator(`tr[data-pid="${pid}"]`)

async function choose(page: Page, pid: number, item: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^Actions for .*, PID ${pid}$`) }).click()
  await page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click()
}

test('processes are found and sorted, and a child is ended after the question alone', async ({ app }) => {
  const pid = started(process.execPath, '-e', 'setTimeout(() => {}, 600_000)', 'coreglow-system-test')
  const search = await openSystem(app)
  await search.fill('coreglow-system-test')
  await expect(rowOf(app, pid)).toContainText('Node.js')
  await expect(rowOf(app, pid)).toHaveAttribute('data-match', 'true')
  await expect(rowOf(app, process.pid)).toHaveAttribute('data-match', 'false')

  await search.fill('')
  await app.getByRole('radio', { name: 'list' }).check({ force: true })
  await app.getByRole('button', { name: 'PID', exact: true }).click()
  await app.mouse.move(2, 2)
  const pids = await app
    .locator('tbody tr[data-pid]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-pid'))))
  expect(pids.length).toBeGreaterThan(5)
  expect(pids).toEqual(pids.toSorted((a, b) => a - b))

  await search.fill(String(pid))
  await choose(app, pid, 'End')
  const question = app.getByRole('dialog', { name: new RegExp(`^End .*PID ${pid}`) })
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()
  expect(isAlive(pid)).toBe(true)
  await choose(app, pid, 'End')
  await question.getByRole('button', { name: 'End it' }).click()
  await expect(question).toBeHidden()
  await until(() => !isAlive(pid), 'the end of the child')
})

test('priority and cores of a child are set by the keyboard', async ({ app }) => {
  test.skip(process.platform !== 'linux', 'cores are set on Linux only')
  const pid = started('sleep', '600')
  const search = await openSystem(app)
  await search.fill(String(pid))
  await rowOf(app, pid).focus()
  await app.keyboard.press('Enter')
  await expect(app.getByRole('menu')).toBeVisible()
  await app.keyboard.press('ArrowDown')
  await expect(app.getByRole('menuitem', { name: /^Watch/ })).toBeFocused()
  await app.keyboard.press('p')
  await app.keyboard.press('Enter')
  const dialog = app.getByRole('dialog', { name: /^Priority of sleep/ })
  await dialog.getByRole('textbox', { name: 'Nice value' }).fill('9')
  await dialog.getByRole('button', { name: 'Set' }).click()
  await expect(dialog).toBeHidden()
  await expect(rowOf(app, pid).locator('[data-column=nice]')).toHaveText('9')
  await app.keyboard.press('Delete')
  await expect(app.getByRole('dialog', { name: /^End sleep/ })).toBeVisible()
})

test('a Python program is watched from its row', async ({ app }) => {
  test.skip(!hasPython, 'there is no python3 on the PATH')
  const pid = started('python3', '-c', 'import time\nwhile True: sum(range(10_000)); time.sleep(0.001)')
  const search = await openSystem(app)
  await search.fill(String(pid))
  await expect(rowOf(app, pid)).toContainText('CPython')
  await choose(app, pid, 'Watch')
  await expect(app.getByRole('button', { name: 'Stop watching' })).toBeVisible()
  await expect(app.locator('[data-panel=diagnosis]')).toBeVisible()
  await app.getByRole('button', { name: 'Stop watching' }).click()
  expect(isAlive(pid)).toBe(true)
})

test('it is accessible, and fits at every size in both themes', async ({ app }, info) => {
  await openSystem(app)
  for (const size of [
    { width: 1280, height: 800 },
    { width: 1024, height: 700 },
    { width: 2560, height: 1440 },
    { width: 3840, height: 2160 },
  ]) {
    await app.setViewportSize(size)
    for (const colorScheme of ['light', 'dark'] as const) {
      await app.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await settled(app)
      await app.screenshot({ path: info.outputPath(`system-${size.width}-${colorScheme}.png`) })
      expect.soft(await outside(app), `${size.width}`).toEqual([])
    }
    await expectAccessible(app)
  }
})

/** Panels and heads that are off the page or overlap. */
function outside(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const panels = [...document.querySelectorAll<HTMLElement>('main > *')].filter(({ offsetWidth }) => offsetWidth > 0)
    const boxes = panels.map((panel) => ({
      name: panel.dataset['panel'] ?? panel.className,
      box: panel.getBoundingClientRect(),
    }))
    const isOff = ({ right, bottom }: DOMRect) => right > innerWidth + 1 || bottom > innerHeight + 1
    const meet = (a: DOMRect, b: DOMRect) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 &&
      Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1
    const off = boxes.filter(({ box }) => isOff(box)).map(({ name }) => `${name} is off the page`)
    const overlaps = boxes.flatMap(({ name, box }, i) =>
      boxes
        .slice(i + 1)
        .filter((other) => meet(box, other.box))
        .map((other) => `${name} overlaps ${other.name}`),
    )
    return [...off, ...overlaps]
  })
}
