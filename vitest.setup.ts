import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { createRuntimes } from './src/engine/runtimes/runtimes.ts'
import { engineOptions, PROBED_FOLDER } from './src/engine/testing.ts'

/**
 * Builds the programs that the engine starts, so that tests start the real ones, and asks the interpreters what they are.
 * COREGLOW_TEST_FOLDER is a folder for what several test files share; it is removed after the last one.
 */
export default async function setup(): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), 'coreglow-tests-'))
  process.env['COREGLOW_TEST_FOLDER'] = folder
  await buildPrograms()
  await probeInterpreters()
  return () => rmSync(folder, { recursive: true, force: true })
}

/** The sampler, the activity thread, the guard, and one that is killed while it saves. See `src/engine/testing.ts`. */
async function buildPrograms(): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      target: 'node20',
      outDir: 'node_modules/.cache/coreglow-programs',
      emptyOutDir: true,
      rollupOptions: {
        input: {
          sampler: 'src/engine/monitor/sampler.ts',
          activity: 'src/engine/monitor/activity/activity-thread.ts',
          records: 'src/engine/records/records-thread.ts',
          guard: 'src/engine/runtimes/guard.ts',
          keeper: 'src/engine/archive/keeper-testing.ts',
        },
      },
    },
  })
}

/** Once for all tests: a dozen interpreters take seconds to start. */
async function probeInterpreters(): Promise<void> {
  const runtimes = createRuntimes(engineOptions(PROBED_FOLDER))
  await runtimes.list()
  await runtimes.close()
}
