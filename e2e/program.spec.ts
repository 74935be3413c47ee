import { spawn, type ChildProcess } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Page } from 'playwright/test'
import { startHost, temporaryData, temporaryFolder, type Host } from './host.ts'
import { exported, on, settled } from './screen.ts'
import { collectComplaints, expect, openApp, test } from './test.ts'
import { expectAccessible } from './violations.ts'

/** Two threads that count in Python until their time is over; line 6 is where they do. */
const COUNTING = `import sys, threading, time
end = time.monotonic() + float(sys.argv[1])
def count():
    total = 0
    while time.monotonic() < end:
        total += sum(n * n for n in range(1000))
threads = [threading.Thread(target=count, name=f"counter-{number}") for number in (1, 2)]
for thread in threads: thread.start()
print("counting", flush=True)
for thread in threads: thread.join()
`

let folder: string
let data: string
let host: Host
let script: string
test.beforeEach(async () => {
  ;[folder, data] = [temporaryFolder(), temporaryData()]
  script = join(folder, 'counting.py')
  writeFileSync(script, COUNTING)
  host = await startHost({ dataFolder: data })
})
test.afterEach(async () => {
  await host.end()
  for (const path of [folder, data]) rmSync(path, { recursive: true, force: true })
})

async function openPage(page: Page, complaints: string[]): Promise<void> {
  collectComplaints(page, complaints)
  await openApp(page, host)
  await page.getByRole('button', { name: 'Your program' }).click()
}

const command = (page: Page) => page.getByRole('textbox', { name: 'Command' })
const startButton = (page: Page) => page.getByRole('button', { name: 'Start and watch' })
/** The finding about the GIL. Where other programs have the cores, its holder waits for one, and the finding is about long holds. */
const gilFinding = (page: Page) => page.locator('[data-finding=gil-contention], [data-finding=gil-long-hold]').first()
const lanes = (page: Page) => page.getByRole('application', { name: /^Lanes/u })

async function start(page: Page, text: string): Promise<void> {
  await command(page).fill(text)
  await startButton(page).click()
}

/** Shares of a thread in the table of lanes, by state. */
async function sharesOf(page: Page, name: string): Promise<Readonly<Record<string, number>>> {
  const table = page.getByRole('table', { name: 'Threads' })
  const heads = await table.getByRole('columnheader').allInnerTexts()
  const cells = await table.getByRole('row', { name }).locator('td').allInnerTexts()
  return Object.fromEntries(cells.map((cell, i) => [heads[i + 1]!, Number.parseFloat(cell) / 100]))
}

test('two threads that count are watched, diagnosed, saved, opened again and exported', async ({
  page,
  complaints,
}) => {
  await openPage(page, complaints)
  await expectAccessible(page)
  await start(page, `python3 counting.py 60`)
  // Its folder is missing: the program itself says so, and that is saved.
  await expect(page.getByText(/failed with exit code 2/u)).toBeVisible()
  await expect(page.getByRole('region', { name: /^Output/u })).toContainText('counting.py')
  await page.getByRole('button', { name: 'Change and run' }).click()
  await page.getByRole('textbox', { name: 'Folder' }).fill(folder)
  await startButton(page).click()

  await expect(page.getByRole('region', { name: /^Output/u })).toContainText('counting')
  const thread = lanes(page).getByRole('button', { name: /counter-1/u })
  await expect(thread).toBeVisible()
  await expect(page.getByRole('group', { name: 'States' })).toContainText('held up by the GIL')
  await thread.click()
  await expect(page.getByRole('table', { name: 'Functions' })).toContainText('counting.py:6')
  await page.getByRole('button', { name: 'Table', exact: true }).click()
  await expect.poll(async () => (await sharesOf(page, 'counter-1'))['held up by the GIL']).toBeGreaterThan(0.1)
  const finding = gilFinding(page)
  await expect(finding).toBeVisible({ timeout: 30_000 })
  await finding.getByRole('button', { name: /counting\.py:6/u }).click()
  await expect(page.getByText(/Copied .*counting\.py:6/u)).toBeVisible()
  await expect(on(page).tasks.getByRole('row').filter({ hasText: 'python3' }).first()).toBeVisible()
  await expectAccessible(page)

  await page.getByRole('button', { name: 'End program' }).click()
  await expect(page.getByText(/ended by SIG\w+ after/u)).toBeVisible()
  await expect(page.getByText('Saved program')).toBeVisible()
  await expect(finding).toBeVisible()
  await expectAccessible(page)
  const [picture] = await exported(page, 'Window picture PNG')
  expect(picture!.bytes.subarray(1, 4).toString()).toBe('PNG')
  const [card] = await exported(page, 'Run card PNG')
  expect(card!.bytes.subarray(1, 4).toString()).toBe('PNG')

  // Notices stay while the pointer is on them.
  await page.mouse.move(0, 0)
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(startButton(page)).toBeVisible()
  await page.getByRole('button', { name: 'All runs' }).click()
  const row = page.getByRole('table', { name: 'All runs' }).getByRole('row').filter({ hasText: 'counting.py' }).first()
  await row
    .getByRole('button', { name: /^python3/u })
    .first()
    .click()
  await expect(gilFinding(page)).toBeVisible()
  await expect(lanes(page).getByRole('button', { name: /counter-2/u })).toBeVisible()
})

test('the keyboard chooses a thread, folds its process, zooms and pans', async ({ page, complaints }) => {
  await openPage(page, complaints)
  await start(page, `python3 ${script} 60`)
  await expect(lanes(page).getByRole('button', { name: /counter-2/u })).toBeVisible()
  await lanes(page).focus()
  const spoken = lanes(page).getByRole('status')
  for (let press = 0; press < 6; press++) await page.keyboard.press('ArrowUp')
  await expect(spoken).toContainText('counting.py')
  await page.keyboard.press('Enter')
  await expect(lanes(page).getByRole('button', { name: /counter-2/u })).toHaveCount(0)
  await page.keyboard.press('Enter')
  // A version manager's shim has left lanes of its own below.
  await expect(async () => {
    await page.keyboard.press('ArrowDown')
    await expect(spoken).toContainText('counter-2', { timeout: 500 })
  }).toPass()
  await page.keyboard.press('+')
  await expect(page.getByRole('button', { name: 'Later' })).toHaveAttribute('aria-disabled', 'false')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Home')
  await expect(page.getByRole('button', { name: 'Later' })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('button', { name: 'End program' }).click()
  await expect(page.getByText('Saved program')).toBeVisible()
})

test('a command that cannot be started says so at its field', async ({ page, complaints }) => {
  await openPage(page, complaints)
  await start(page, 'no-such-program-anywhere --now')
  await expect(page.getByRole('alert')).toContainText('no-such-program-anywhere')
  await expect(command(page)).toHaveAttribute('aria-invalid', 'true')
  await command(page).fill('python3 "unfinished')
  await startButton(page).click()
  await expect(page.getByRole('alert')).toContainText('quotation mark')
  await expectAccessible(page)
})

test('a process that runs is attached to, and goes on after it', async ({ page, complaints }) => {
  const running: ChildProcess = spawn('python3', [script, '120'], { stdio: 'ignore' })
  try {
    await openPage(page, complaints)
    await page.getByRole('searchbox', { name: 'Search processes' }).fill(String(running.pid))
    await page
      .getByRole('button', { name: new RegExp(`Attach to .*${running.pid}`, 'u') })
      .first()
      .click()
    await expect(lanes(page).getByRole('button', { name: /counter-1/u })).toBeVisible()
    await page.getByRole('button', { name: 'Stop watching' }).click()
    await expect(page.getByText('Saved program')).toBeVisible()
    await expect(page.getByText(/watched for/u)).toBeVisible()
    expect(running.exitCode).toBeNull()
  } finally {
    running.kill()
    if (running.exitCode === null) await once(running, 'exit')
  }
})

for (const [width, height] of [
  [1024, 700],
  [2560, 1440],
] as const) {
  test(`the page fits ${width} x ${height}`, async ({ page, complaints }) => {
    await page.setViewportSize({ width, height })
    await openPage(page, complaints)
    await start(page, `python3 ${script} 60`)
    await expect(lanes(page).getByRole('button', { name: /counter-1/u })).toBeVisible()
    await settled(page)
    const outside = await page.evaluate(() =>
      [...document.querySelectorAll('main > *, main h1, main button')]
        .filter((element) => {
          const { right, bottom } = element.getBoundingClientRect()
          return right > innerWidth + 1 || bottom > innerHeight + 1
        })
        .map((element) => element.textContent.slice(0, 40)),
    )
    expect(outside).toEqual([])
    await page.getByRole('button', { name: 'End program' }).click()
    await expect(page.getByText('Saved program')).toBeVisible()
  })
}
