import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineOptions } from './options.ts'

const root = new URL('../../', import.meta.url)
/** Where `vitest.setup.ts` builds them. */
export const programs = new URL('node_modules/.cache/coreglow-programs/', root)
/** A data folder in which `vitest.setup.ts` and `playwright.setup.ts` keep what the interpreters of this machine have said. */
export const PROBED_FOLDER = fileURLToPath(new URL('node_modules/.cache/coreglow-probed', root))
const PROBES = 'runtimes-cache.json'

/**
 * Engine options for a test: the real programs, a data folder of its own, and `remove` to be called at the end. The
 * folder knows this machine's interpreters already, as it does from the second start on.
 */
export function testOptions(): EngineOptions & { readonly remove: () => void } {
  const dataFolder = mkdtempSync(join(tmpdir(), 'coreglow-test-'))
  const probes = join(PROBED_FOLDER, PROBES)
  if (existsSync(probes)) cpSync(probes, join(dataFolder, PROBES))
  return {
    ...engineOptions(dataFolder),
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}

export function engineOptions(dataFolder: string): EngineOptions {
  return {
    dataFolder,
    workloads: fileURLToPath(new URL('workloads', root)),
    programs: {
      sampler: new URL('sampler.js', programs),
      activity: new URL('activity.js', programs),
      records: new URL('records.js', programs),
      guard: new URL('guard.js', programs),
    },
    node: { path: process.execPath, env: {} },
    version: '0.0.0-test',
    host: 'test',
  }
}
