import type { Page, Response } from 'playwright'
import { report } from './lib/bench.ts'
import { withHost } from './lib/host.ts'
import { openScreen, withBarePage } from './lib/page.ts'

const KB = 1000
/** Figures load their code when the first of them is about to be shown. */
const QUIET_MS = 2000

/** Kilobytes that a browser is sent for the page, compressed as they are: the scripts it starts with, and those it loads for figures. */
export async function bench(): Promise<void> {
  await withHost((host) =>
    withBarePage(async (page) => {
      const scripts: Response[] = []
      page.on('response', (response) => {
        if (new URL(response.url()).pathname.endsWith('.js')) scripts.push(response)
      })
      await openScreen(page, host.url)
      await page.waitForTimeout(QUIET_MS)
      const first = await firstScripts(page)
      const isFirst = (response: Response) => first.includes(response.url())
      report('first scripts of the page, kB', await sentKb(scripts.filter(isFirst)), 'at most 250')
      report('scripts for figures, kB', await sentKb(scripts.filter((script) => !isFirst(script))), 'at most 65')
    }),
  )
}

/** Addresses of the scripts that the page itself names. */
function firstScripts(page: Page): Promise<string[]> {
  return page.evaluate(() => [
    ...[...document.querySelectorAll<HTMLScriptElement>('script[src]')].map(({ src }) => src),
    ...[...document.querySelectorAll<HTMLLinkElement>('link[rel="modulepreload"]')].map(({ href }) => href),
  ])
}

async function sentKb(responses: readonly Response[]): Promise<string> {
  const sizes = await Promise.all(responses.map((response) => response.request().sizes()))
  return (sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0) / KB).toFixed(1)
}
