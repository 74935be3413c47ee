import type { Service } from '../contract/service.ts'
import { createArchive } from './archive/archive.ts'
import { newRunId } from './archive/run-id.ts'
import { createFacts } from './facts.ts'
import { createLab } from './lab/lab.ts'
import { createMonitor } from './monitor/monitor.ts'
import { createRuntimes } from './runtimes/runtimes.ts'
import { createService } from './service.ts'

export { dataFolder } from './data-folder.ts'

/** Everything that a host decides. The engine knows of no window, no socket and no Electron. */
export interface EngineOptions {
  /** Folder for runs, added interpreters and caches; made when first needed. */
  readonly dataFolder: string
  /** Folder with the workload programs, `python/` and `node/`. */
  readonly workloads: string
  /** Built entry of the sampler thread, and of the guard process that ends the workers when the app is killed. */
  readonly programs: { readonly sampler: URL; readonly guard: URL }
  /** The program that runs JavaScript as Node does, with what its environment needs for that. */
  readonly node: { readonly path: string; readonly env: Readonly<Record<string, string>> }
  readonly version: string
  readonly host: 'desktop' | 'browser' | 'terminal' | 'test'
}

/** The engine, as a service that any transport can carry, and its end. */
export interface Engine {
  readonly service: Service
  /** Stops a run that is on, ends every child and thread. */
  close(): Promise<void>
}

/** The engine is the only door: hosts import this file and nothing below it. */
export function createEngine(options: EngineOptions): Engine {
  const { version, host, dataFolder, programs } = options
  const runtimes = createRuntimes(options)
  const monitor = createMonitor({ sampler: programs.sampler })
  const facts = createFacts()
  const archive = createArchive(dataFolder)
  const lab = createLab({
    runtimes,
    monitor,
    facts,
    app: { version, node: process.version, host },
    keep: (run) => archive.keep(run),
    // The runs of a suite sort in the order in which they follow each other.
    newId: ({ plan }, place) => newRunId(plan.experiment, new Date(Date.now() + place * 1000)),
  })
  monitor.watch({ pid: process.pid, role: 'app' })
  return {
    service: createService({ options, runtimes, monitor, facts, lab, archive }),
    async close() {
      await lab.close()
      await Promise.all([runtimes.close(), monitor.close()])
    },
  }
}
