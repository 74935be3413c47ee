import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// Everything that runs on Node is built as `main`: the Electron host, the terminal and browser hosts, and the two
// programs that the engine starts. Dependencies stay in node_modules.
export default defineConfig({
  main: {
    build: {
      // Not Electron's own Node version: the terminal and browser hosts run on the user's.
      target: 'node20.19',
      rolldownOptions: {
        input: {
          index: 'src/main/index.ts',
          cli: 'src/cli/cli.ts',
          sampler: 'src/engine/monitor/sampler.ts',
          activity: 'src/engine/monitor/activity/activity-thread.ts',
          records: 'src/engine/records/records-thread.ts',
          guard: 'src/engine/runtimes/guard.ts',
        },
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: {
        input: 'src/preload/index.ts',
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    // electron-vite does not minify by itself.
    build: { minify: true, rolldownOptions: { input: 'src/renderer/index.html' } },
  },
})
