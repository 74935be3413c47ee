#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { createEngine } from '../engine/engine.ts'
import { engineOptions, openBrowser, readVersion } from './host.ts'
import { main } from './main.ts'

const home = new URL('../../', import.meta.url)
const version = readVersion(home)
const ending = new AbortController()

// The first one ends things in order; a second one ends the process, and the guard then ends what it has started.
const EXIT_CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const
for (const [signal, code] of Object.entries(EXIT_CODES)) process.once(signal, () => ending.abort(code))

// Whoever reads us, such as `head`, has had enough.
process.stdout.on('error', () => ending.abort(0))
process.stderr.on('error', () => {})

process.exitCode = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: ending.signal,
  version,
  pageFolder: fileURLToPath(new URL('out/renderer', home)),
  createEngine: async (host) => createEngine(engineOptions(home, version, host)),
  openBrowser,
})
