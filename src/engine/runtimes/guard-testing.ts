import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'
import { RUN_TOKEN } from './process-tree.ts'

/** Names everything that one test starts, in its environment. */
export const TEST = 'COREGLOW_TEST_DEFENCE'

/** Builds a module of the engine for a program that a test starts in order to kill it. Returns its URL. `name`: of the calling test's folder. */
export async function buildModule(name: string, source: URL): Promise<string> {
  const outDir = fileURLToPath(new URL(`../../../node_modules/.cache/coreglow-${name}`, import.meta.url))
  const file = fileURLToPath(source)
  const rollupOptions = { input: file }
  await build({ configFile: false, logLevel: 'warn', build: { ssr: true, target: 'node20', outDir, rollupOptions } })
  return pathToFileURL(join(outDir, basename(file, '.ts') + '.js')).href
}

export function buildRuntimes(name: string): Promise<string> {
  return buildModule(name, new URL('runtimes.ts', import.meta.url))
}

export interface TestProcess {
  readonly pid: number
  readonly isNode: boolean
  /** Whether it bears a run token. */
  readonly isWorker: boolean
  readonly parent: number
  readonly command: string
}

/** Living processes that one test has started, with all their descendants: Linux only. `id`: value of `TEST` in their environment. */
export function processesOf(id: string): TestProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0')
        if (!environment.includes(`${TEST}=${id}`)) return []
        const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').slice(0, 200)
        return {
          pid: Number(name),
          isNode: readlinkSync(`/proc/${name}/exe`) === readlinkSync('/proc/self/exe'),
          isWorker: environment.some((entry) => entry.startsWith(`${RUN_TOKEN}=`)),
          parent: Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${name}/status`, 'latin1'))?.[1]),
          command,
        }
      } catch {
        return [] // it has ended
      }
    })
}

export function kill(processes: readonly TestProcess[]): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // it has ended
    }
  }
}
