// `npm run bench [-- name...]`: runs every bench/*.ts that exports bench(), or the named ones. Prints ratios; never gates.
// BENCH_PAIRS=3 for a quick look. The programs in bench/programs are started by benches.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureBrowser } from './lib/browser.mjs'
import { bundle } from './lib/bundle.mjs'
import { root } from './lib/paths.mjs'
import { main, Problem } from './lib/run.mjs'
import { ensureReady } from './lib/setup.mjs'

await main(async (names) => {
  await ensureReady()
  process.env.CHROMIUM_PATH = await ensureBrowser()
  const files = scriptsIn('bench')
  const inputs = ['bench', 'bench/programs'].flatMap((folder) =>
    scriptsIn(folder).map((name) => [name, `${folder}/${name}.ts`]),
  )
  const outDir = await bundle('coreglow-bench', Object.fromEntries(inputs))
  const unknown = names.filter((name) => !files.includes(name))
  if (unknown.length > 0) throw new Problem(`Unknown bench ${unknown.join(', ')}. Available: ${files.join(', ')}.`)
  for (const name of names.length > 0 ? names : files) await runBench(outDir, name)
})

function scriptsIn(folder) {
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith('.ts'))
  return files.map((file) => file.slice(0, -'.ts'.length))
}

async function runBench(outDir, name) {
  const { bench } = await import(pathToFileURL(join(outDir, `${name}.js`)).href)
  if (bench === undefined) return
  console.log(`\n## ${name}\n`)
  await bench()
}
