// `npm run bench [-- name...]`: runs every bench/*.ts that exports bench(), or the named ones. Prints ratios; never gates.
// BENCH_PAIRS=3 for a quick look. The programs in bench/programs are started by benches.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBrowser } from './lib/browser.mjs'
import { root } from './lib/paths.mjs'
import { main, Problem } from './lib/run.mjs'
import { ensureReady } from './lib/setup.mjs'

// In the cache of node_modules, so that the bundles find the packages they import.
const outDir = join(root, 'node_modules', '.cache', 'coreglow-bench')

await main(async (names) => {
  await ensureReady()
  process.env.CHROMIUM_PATH = await ensureBrowser()
  const files = await bundle()
  const unknown = names.filter((name) => !files.includes(name))
  if (unknown.length > 0) throw new Problem(`Unknown bench ${unknown.join(', ')}. Available: ${files.join(', ')}.`)
  for (const name of names.length > 0 ? names : files) await runBench(name)
})

async function bundle() {
  const { build } = await import('vite')
  const names = scriptsIn('bench')
  const programs = scriptsIn('bench/programs')
  const input = Object.fromEntries([
    ...names.map((name) => [name, join(root, 'bench', `${name}.ts`)]),
    ...programs.map((name) => [name, join(root, 'bench', 'programs', `${name}.ts`)]),
  ])
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: true, target: 'node20', outDir, emptyOutDir: true, rolldownOptions: { input } },
  })
  return names
}

function scriptsIn(folder) {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts'))
  return files.map((file) => file.slice(0, -'.ts'.length))
}

async function runBench(name) {
  const { bench } = await import(pathToFileURL(join(outDir, `${name}.js`)).href)
  if (bench === undefined) return
  console.log(`\n## ${name}\n`)
  await bench()
}
