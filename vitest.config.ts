import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

const TIMING = 'src/**/*.timing.test.ts'

export default defineConfig({
  test: {
    globalSetup: './vitest.setup.ts',
    // Real interpreters and real processes on small, shared machines.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The files of a worker share its modules, which they would spend more time on than on their tests.
    isolate: false,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs'],
          exclude: [TIMING],
          // Half of the time a test with a real interpreter waits for it.
          maxWorkers: Math.max(2, Math.ceil(availableParallelism() * 1.5)),
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'components',
          include: ['src/renderer/**/*.test.tsx'],
          environment: 'jsdom',
          setupFiles: './src/renderer/testing-setup.ts',
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        // What measures this machine runs after all others, one file at a time.
        test: {
          name: 'timing',
          include: [TIMING],
          isolate: true,
          maxWorkers: 1,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
