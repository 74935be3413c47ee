import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Real interpreters and real processes on small, shared machines.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.mjs'],
          globalSetup: './vitest.setup.ts',
        },
      },
      {
        extends: true,
        test: {
          name: 'components',
          include: ['src/renderer/**/*.test.tsx'],
          environment: 'jsdom',
          setupFiles: './src/renderer/testing-setup.ts',
        },
      },
    ],
  },
})
