import { startServer } from '../server/server.ts'
import type { Io } from './io.ts'

export interface ServeOptions {
  readonly port: number
  readonly open: boolean
}

/** Runs the browser host until interrupted. */
export async function serveBrowser({ port, open }: ServeOptions, io: Io): Promise<void> {
  const engine = await io.createEngine('browser')
  try {
    const onError = (error: unknown) => io.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    const server = await startServer({ engine, root: io.pageFolder, port, onError })
    io.stdout.write(`Coreglow is at ${server.url}\nPress Ctrl+C to stop it.\n`)
    if (open) io.openBrowser(server.url)
    await aborted(io.signal)
    await server.close()
  } finally {
    await engine.close()
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
