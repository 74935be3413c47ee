#!/usr/bin/env node
// Loads the terminal host. Node opens all files of a program at once, and this system may not allow so many.
// oxlint-disable-next-line eslint/no-restricted-imports -- the engine's entry would bring those files
import { isTooManyOpenFiles, tooManyOpenFiles } from '../engine/host/open-files.ts'

try {
  const { runTerminal } = await import('./terminal.ts')
  await runTerminal(new URL('../../', import.meta.url))
} catch (error) {
  if (!isTooManyOpenFiles(error)) throw error
  process.stderr.write(`error: ${tooManyOpenFiles()}\n`)
  process.exitCode = 1
}
