import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'

// Everything that runs on Node is built as `main`: the Electron host, the terminal and browser hosts, and the two
// programs that the engine starts. Dependencies stay in node_modules.
export default defineConfig({
  main: {
    build: {
      rollupOptions: {
        input: {
          index: 'src/main/index.ts',
          cli: 'src/cli/cli.ts',
          sampler: 'src/engine/monitor/sampler.ts',
          guard: 'src/engine/runtimes/guard.ts',
        },
      },
    },
  },
  preload: {
    build: {
      rollupOptions: {
        input: 'src/preload/index.ts',
        // A sandboxed preload must be one CommonJS file.
        output: { format: 'cjs', entryFileNames: 'index.cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: { rollupOptions: { input: 'src/renderer/index.html' } },
  },
})
