import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { EngineOptions } from './options.ts'

const root = new URL('../../', import.meta.url)
/** Where `vitest.setup.ts` builds them. */
export const programs = new URL('node_modules/.cache/coreglow-programs/', root)

/** Engine options for a test: the real programs, a data folder of its own, and `remove` to be called at the end. */
export function testOptions(): EngineOptions & { readonly remove: () => void } {
  const dataFolder = mkdtempSync(join(tmpdir(), 'coreglow-test-'))
  return {
    dataFolder,
    workloads: fileURLToPath(new URL('workloads', root)),
    programs: { sampler: new URL('sampler.js', programs), guard: new URL('guard.js', programs) },
    node: { path: process.execPath, env: {} },
    version: '0.0.0-test',
    host: 'test',
    remove: () => rmSync(dataFolder, { recursive: true, force: true }),
  }
}
