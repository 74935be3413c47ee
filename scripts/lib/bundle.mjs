import { join } from 'node:path'
import { root } from './paths.mjs'

/**
 * Builds TypeScript programs for Node.
 *
 * @param name Of the folder: it lies in the cache of node_modules, so that the bundles find the packages they import.
 * @param input Source files, relative to the repository, by the name of their bundle.
 * @returns the folder, with a `.js` file for each.
 */
export async function bundle(name, input) {
  const { build } = await import('vite')
  const outDir = join(root, 'node_modules', '.cache', name)
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: true, target: 'node20', outDir, emptyOutDir: true, rolldownOptions: { input } },
  })
  return outDir
}
