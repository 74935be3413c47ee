import { build } from 'vite'

/** Builds the two programs that the engine starts, so that tests start the real ones, and one that is killed while it saves. See `src/engine/testing.ts`. */
export default async function setup(): Promise<void> {
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
          guard: 'src/engine/runtimes/guard.ts',
          keeper: 'src/engine/archive/keeper-testing.ts',
        },
      },
    },
  })
}
