import { resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import type { Engine } from '../../src/engine/engine.ts'
import { startServer } from '../../src/server/server.ts'

// As root, and without a graphics card: what the e2e suite uses too.
const ARGS = ['--disable-gpu', '--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]

export interface OpenBrowser {
  /** The browser's main process; all others descend from it. */
  readonly pid: number
  /** An empty page of 1280 x 800. */
  readonly page: Page
  readonly close: () => Promise<void>
}

export async function openBrowser(): Promise<OpenBrowser> {
  const server = await chromium.launchServer({ executablePath: process.env.CHROMIUM_PATH, args: ARGS })
  const browser = await chromium.connect(server.wsEndpoint())
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  return { pid: server.process().pid!, page, close: () => server.close() }
}

/** An empty page of 1280 x 800, until `use` is done. */
export async function withBarePage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const { page, close } = await openBrowser()
  try {
    return await use(page)
  } finally {
    await close()
  }
}

/** Opens the app's screen, and resolves when it shows the cores. */
export async function openScreen(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByTestId('cores').waitFor()
}

/** Serves the built screen over an engine (or a stand-in for one) and opens it, until `use` is done. */
export async function withPage<T>(engine: Pick<Engine, 'service'>, use: (page: Page) => Promise<T>): Promise<T> {
  const server = await startServer({ engine, root: resolve('out/renderer') })
  try {
    return await withBarePage(async (page) => {
      await openScreen(page, server.url)
      return use(page)
    })
  } finally {
    await server.close()
  }
}
