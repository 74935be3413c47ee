// `npm start`: the desktop app where it can run, else the browser host. `npm start -- --browser [--port P] [--no-open]`.
import { pathToFileURL } from 'node:url'
import { downloadElectron, findElectron, noWindow } from './lib/electron.mjs'
import { cli, root } from './lib/paths.mjs'
import { main, run } from './lib/run.mjs'
import { ensureReady } from './lib/setup.mjs'

// Electron that cannot run on this system (libraries, sandbox) ends at once, and not by a user's signal.
const EARLY_SECONDS = 5
const ENDED_BY_USER = new Set([0, 129, 130, 143])

await main(async (args) => {
  await ensureReady()
  const rest = args.filter((arg) => arg !== '--browser')
  const why = rest.length < args.length ? undefined : await startDesktop(rest)
  if (why === 'done') return
  if (why !== undefined) console.error(`No desktop window: ${why}. Starting in the browser instead.`)
  await startBrowserHost(rest)
})

/** 'done' after the app has run; else why it cannot: a sentence's end. */
async function startDesktop(args) {
  const none = noWindow({ platform: process.platform, env: process.env, uid: process.getuid?.() })
  if (none) return none
  const missing = findElectron() ? undefined : await downloadElectron()
  if (missing) return `Electron is not installed, ${missing}`
  const startedAt = Date.now()
  const env = { ...process.env }
  delete env.ELECTRON_RUN_AS_NODE
  const code = await run(findElectron(), [root, ...args], { env })
  if (!ENDED_BY_USER.has(code) && Date.now() - startedAt < EARLY_SECONDS * 1000) {
    return `Electron ended at once with exit code ${code}`
  }
  process.exitCode = code
  return 'done'
}

// In this very process: nothing to forward signals to, nothing that could outlive it.
async function startBrowserHost(args) {
  process.argv = [process.execPath, cli, 'serve', ...args]
  await import(pathToFileURL(cli).href)
}
