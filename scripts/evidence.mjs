// `node scripts/evidence.mjs [--seconds S] [--out FILE] -- COMMAND`: watches a command, writes the evidence that rules read to
// FILE and prints the diagnosis. `--from FILE` diagnoses what was written. For whoever tunes a rule; see bench/programs/evidence.ts.
import { join } from 'node:path'
import { root } from './lib/paths.mjs'
import { main, run } from './lib/run.mjs'

// In the cache of node_modules, so that the bundles find the packages they import.
const outDir = join(root, 'node_modules', '.cache', 'coreglow-evidence')
const input = {
  evidence: 'bench/programs/evidence.ts',
  sampler: 'src/engine/monitor/sampler.ts',
  activity: 'src/engine/monitor/activity/activity-thread.ts',
}

await main(async (args) => {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: true, target: 'node20', outDir, emptyOutDir: true, rolldownOptions: { input } },
  })
  process.exitCode = await run(process.execPath, [join(outDir, 'evidence.js'), ...args], { cwd: process.cwd() })
})
