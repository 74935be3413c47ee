import type { Service } from '../contract/service.ts'
import { createArchive } from './archive/archive.ts'
import { newRunId } from './archive/run-id.ts'
import { createHostInfo } from './host/host-info.ts'
import { createLab } from './lab/lab.ts'
import { createMonitor } from './monitor/monitor.ts'
import type { EngineOptions } from './options.ts'
import { createRuntimes } from './runtimes/runtimes.ts'
import type { Runtimes } from './runtimes/workload.ts'
import { createService } from './service.ts'
import { createSettings } from './settings/settings.ts'

export { chooseDataFolder } from './host/data-folder.ts'
export type { EngineOptions } from './options.ts'

/** The engine, as a service that any transport can carry, and its end. */
export interface Engine {
  readonly service: Service
  /** Stops a run that is on, ends every child and thread. */
  close(): Promise<void>
}

/** The engine is the only door: hosts import this file and nothing below it. Benches bring runtimes that calibrate nothing. */
export function createEngine(options: EngineOptions, runtimes: Runtimes = createRuntimes(options)): Engine {
  const { version, host, dataFolder, programs } = options
  const monitor = createMonitor({ sampler: programs.sampler })
  const hostInfo = createHostInfo()
  const archive = createArchive(dataFolder)
  const settings = createSettings(options, archive, runtimes)
  const lab = createLab({
    runtimes,
    monitor,
    hostInfo,
    app: { version, node: process.version, host },
    save: (run) => archive.save(run),
    // The runs of a suite sort in the order in which they follow each other.
    newId: ({ plan }, place) => newRunId(plan.experiment, new Date(Date.now() + place * 1000)),
  })
  monitor.watch({ pid: process.pid, role: 'app' })
  return {
    service: createService({ options, runtimes, monitor, hostInfo, lab, archive, settings }),
    async close() {
      await lab.close()
      await Promise.all([runtimes.close(), monitor.close()])
    },
  }
}
