import { test as base, expect, type Page } from 'playwright/test'
import { startHost, type Host } from './host.ts'

interface Fixtures {
  /** A page that shows the host's screen and is ready. What it complains of on its console fails the test. */
  readonly app: Page
  /** Console errors, uncaught errors and policy violations of `app` so far; a test that expects some empties it. */
  readonly complaints: string[]
}

export const test = base.extend<Fixtures, { readonly host: Host }>({
  host: [
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads the names of the fixtures it needs here: none
    async ({}, use) => {
      const host = await startHost()
      await use(host)
      await host.end()
    },
    { scope: 'worker' },
  ],
  // oxlint-disable-next-line no-empty-pattern
  complaints: async ({}, use) => {
    const complaints: string[] = []
    await use(complaints)
    expect(complaints, 'complaints of the page').toEqual([])
  },
  app: async ({ page, host, complaints }, use) => {
    collectComplaints(page, complaints)
    await openApp(page, host)
    await use(page)
  },
})
export { expect }

export function collectComplaints(page: Page, complaints: string[]): void {
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(String(error)))
}

export async function openApp(page: Page, { url }: Pick<Host, 'url'>): Promise<void> {
  await page.goto(url)
  await expect(page.getByRole('button', { name: 'Run all six' })).toBeEnabled({ timeout: 60_000 })
}
