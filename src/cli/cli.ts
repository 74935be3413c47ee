#!/usr/bin/env node
import { fileURLToPath } from 'node:url'
import { openBrowser, readVersion } from './host.ts'
import { listenForSignals } from './interrupts.ts'
import { main } from './main.ts'

const home = new URL('../../', import.meta.url)
const version = readVersion(home)
const interrupts = listenForSignals(process)

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // Whoever reads us, such as `head`, has had enough; anything else, such as a full disk, is a loss.
  const isEnough = error.code === 'EPIPE'
  if (!isEnough) process.stderr.write(`error: Cannot write to standard output: ${error.message}.\n`)
  process.exitCode = isEnough ? 0 : 1
  interrupts.abort(process.exitCode)
})
process.stderr.on('error', () => {})

const code = await main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  signal: interrupts.signal,
  passInterrupts: interrupts.passInterrupts,
  version,
  pageFolder: fileURLToPath(new URL('out/renderer', home)),
  createEngine: async (host) => {
    const { openEngine } = await import('./engine.ts')
    return openEngine(home, version, host, (sentence) => process.stderr.write(`${sentence}\n`))
  },
  openBrowser,
})
// What could not be written has set it already, perhaps after the last word.
process.exitCode ??= code
