// `npm run -s coreglow -- <command>`: the terminal host, in this very process.
import { pathToFileURL } from 'node:url'
import { cli } from './lib/paths.mjs'
import { main } from './lib/run.mjs'
import { ensureReady } from './lib/setup.mjs'

await main(async (args) => {
  await ensureReady()
  process.argv = [process.execPath, cli, ...args]
  await import(pathToFileURL(cli).href)
})
