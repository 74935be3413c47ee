import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

/** Builds `runtimes.ts` for a program that a test starts in order to kill it. Returns its URL. `name`: of the calling test's folder. */
export async function buildRuntimes(name: string): Promise<string> {
  const outDir = fileURLToPath(new URL(`../../../node_modules/.cache/coreglow-${name}`, import.meta.url))
  const rollupOptions = { input: fileURLToPath(new URL('runtimes.ts', import.meta.url)) }
  await build({ configFile: false, logLevel: 'warn', build: { ssr: true, target: 'node20', outDir, rollupOptions } })
  return pathToFileURL(join(outDir, 'runtimes.js')).href
}
