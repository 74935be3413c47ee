import { resolve } from 'node:path'
import { chromium, type Page } from 'playwright'
import type { Engine } from '../../src/engine/engine.ts'
import { startServer } from '../../src/server/server.ts'

// As root, and without a graphics card: what the e2e suite uses too.
const ARGS = ['--disable-gpu', '--disable-background-networking', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])]

/** An empty page of 1280 x 800, until `use` is done. */
export async function withBarePage<T>(use: (page: Page) => Promise<T>): Promise<T> {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH, args: ARGS })
  try {
    return await use(await browser.newPage({ viewport: { width: 1280, height: 800 } }))
  } finally {
    await browser.close()
  }
}

/** Serves the built screen over an engine (or a stand-in for one) and opens it, until `use` is done. */
export async function withPage<T>(engine: Pick<Engine, 'service'>, use: (page: Page) => Promise<T>): Promise<T> {
  const server = await startServer({ engine, root: resolve('out/renderer') })
  try {
    return await withBarePage(async (page) => {
      await page.goto(server.url)
      await page.getByTestId('cores').waitFor()
      return use(page)
    })
  } finally {
    await server.close()
  }
}
