import { join } from 'node:path'
import type { Service } from '../contract/service.ts'
import { createArchive } from './archive/archive.ts'
import { newRunId } from './archive/run-id.ts'
import { createHostInfo } from './host/host-info.ts'
import { EXPERIMENTS } from './experiments/index.ts'
import { PARTIAL_SUFFIX, recoverRuns } from './lab/recover.ts'
import { openDiskLog } from './observation/record-log.ts'
import { createDisturbances } from './observation/disturbances.ts'
import { createLab } from './lab/lab.ts'
import { ENGINE_PROCESS } from './observation/load.ts'
import { createActivityMonitor } from './monitor/activity/activity-monitor.ts'
import { createMonitor, type OwnProcess } from './monitor/monitor.ts'
import type { Connection } from './monitor/socket-holder.ts'
import type { EngineOptions } from './options.ts'
import { createEvidenceCollector } from './diagnosis/collector.ts'
import { diagnose } from './diagnosis/diagnose.ts'
import { createPrograms } from './programs/programs.ts'
import { createGuard } from './runtimes/guard-client.ts'
import { createExchange } from './records/exchange.ts'
import { createRecords } from './records/records.ts'
import { createSave } from './records/save.ts'
import { createRuntimes } from './runtimes/runtimes.ts'
import type { Runtimes } from './runtimes/workload.ts'
import { createService } from './service.ts'
import { createSettings } from './settings/settings.ts'
import { createSystem } from './system/system.ts'

export { copyAtomically } from './files/atomic-write.ts'
export { chooseDataFolder } from './host/data-folder.ts'
export type { EngineOptions } from './options.ts'

/** The engine, as a service that any transport can carry, and its end. */
export interface Engine {
  readonly service: Service
  /**
   * A connection shows the page from now on, until the returned function is called: the program at its other end uses
   * the cores for it, and is told apart from other programs.
   */
  addViewer(connection: Connection): () => void
  /** Whether a run is on, or a program is watched. */
  readonly isMeasuring: boolean
  /** The system is about to sleep: a measurement that is on will say so. */
  suspend(): void
  /** Stops a run that is on, saves the observation of a program that is on, ends every child and thread. */
  close(): Promise<void>
}

/** The engine is the only door: hosts import this file and nothing below it. Benches bring runtimes that calibrate nothing. */
export function createEngine(options: EngineOptions, runtimes: Runtimes = createRuntimes(options)): Engine {
  const { version, host, dataFolder } = options
  const guard = createGuard(options)
  const coreglowProcesses = () => ownProcesses(options, [...runtimes.guardPids(), ...guard.pids()])
  const disturbances = createDisturbances(dataFolder, host)
  const monitor = createMonitor({
    sampler: options.programs.sampler,
    disturbances,
    ownProcesses: coreglowProcesses,
  })
  const hostInfo = createHostInfo()
  const archive = createArchive(dataFolder)
  const records = createRecords(options.programs.records, { dataFolder })
  const exchange = createExchange()
  const save = createSave(records, archive)
  const recovery = recoverRuns({ archive, experiments: EXPERIMENTS })
  const settings = createSettings(options, archive, runtimes)
  const app = { version, node: process.version, host }
  const createActivity = () => createActivityMonitor({ thread: options.programs.activity })
  const openLog = (id: string, onFailure: (sentence: string) => void) =>
    openDiskLog(join(archive.folder, id + PARTIAL_SUFFIX), onFailure)
  const lab = createLab({
    runtimes,
    monitor,
    createActivity,
    hostInfo,
    app,
    save,
    openLog,
    // The runs of a suite sort in the order in which they follow each other.
    newId: ({ plan }, place) => newRunId(plan.experiment, new Date(Date.now() + place * 1000)),
  })
  const ownPids = () => coreglowProcesses().map(({ pid }) => pid)
  const programs = createPrograms({
    monitor,
    guard,
    ownPids,
    observer: {
      createActivity,
      createCollector: createEvidenceCollector,
      diagnose,
    },
    hostInfo,
    app,
    save,
    openLog,
    newId: () => newRunId('program', new Date()),
  })
  return {
    service: createService({
      options,
      runtimes,
      monitor,
      hostInfo,
      lab,
      programs,
      system: createSystem(ownPids),
      archive,
      records,
      exchange,
      settings,
      recovery,
    }),
    addViewer: (connection) => monitor.viewers.add(connection),
    get isMeasuring() {
      return lab.busy || programs.busy
    },
    suspend: disturbances.suspend,
    async close() {
      await Promise.all([lab.close(), programs.close()])
      await recovery
      await Promise.all([runtimes.close(), guard.close(), monitor.close(), records.close(), exchange.close()])
    },
  }
}

/** What Coreglow consists of: this process, the guards while they run, and the host's others. */
function ownProcesses(options: EngineOptions, guardPids: readonly number[]): readonly OwnProcess[] {
  const others = options.ownProcesses?.().filter(({ pid }) => pid !== process.pid) ?? []
  return [
    { pid: process.pid, name: ENGINE_PROCESS },
    ...guardPids.map((pid) => ({ pid, name: 'guard', countOnly: true })),
    ...others,
  ]
}
