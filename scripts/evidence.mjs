// `node scripts/evidence.mjs [--seconds S] [--out FILE] -- COMMAND`: watches a command, writes the evidence that rules read to
// FILE and prints the diagnosis. `--from FILE` diagnoses what was written. For whoever tunes a rule; see bench/programs/evidence.ts.
import { join } from 'node:path'
import { bundle } from './lib/bundle.mjs'
import { main, run } from './lib/run.mjs'

const input = {
  evidence: 'bench/programs/evidence.ts',
  sampler: 'src/engine/monitor/sampler.ts',
  activity: 'src/engine/monitor/activity/activity-thread.ts',
}

await main(async (args) => {
  const outDir = await bundle('coreglow-evidence', input)
  process.exitCode = await run(process.execPath, [join(outDir, 'evidence.js'), ...args], { cwd: process.cwd() })
})
