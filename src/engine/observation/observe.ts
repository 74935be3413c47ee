import type { Environment, MonitorReport, Recording } from '../../contract/observation.ts'
import type { Load } from '../../contract/load.ts'
import type { TrialResult } from '../../contract/run.ts'
import { sum } from '../../contract/statistics.ts'
import type { CpuAccount, NoAccount } from '../monitor/cpu-account.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { attribute, ENGINE_PROCESS, otherLoadOf } from './load.ts'
import type { RecordLog } from './record-log.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { toRecording } from './recording.ts'

/** Monitoring of one run, or of a program that is watched. */
export interface Observation {
  readonly recorder: Recorder
  /** Ends the account of who used the cores; `results` say what of it the workers used, where there is a plan. */
  readonly report: (results?: readonly TrialResult[]) => Promise<{
    readonly load: Pick<Environment, 'load' | 'otherLoad' | 'steal' | 'disturbances'>
    readonly monitor: MonitorReport
    readonly recording: Recording
  }>
  readonly stop: () => void
}

/** Listens from now on, at `rate` Hz, and keeps the books of what that costs. */
export async function observe(monitor: Monitor, rate: number, log?: RecordLog): Promise<Observation> {
  const recorder = createRecorder(log)
  const leave = monitor.listen(rate, recorder.listener)
  const account = monitor.openAccount()
  const disturbances = monitor.disturbances.open()
  const stop = () => {
    leave()
    void disturbances.close()
    void account.close()
  }
  const ownBefore = process.cpuUsage()
  const samplerBeforeNs = await monitor.ownCpuNs().catch((error: unknown) => {
    stop()
    throw error
  })
  const report = async (results?: readonly TrialResult[]) => {
    const counted = await account.close()
    const usage = process.cpuUsage(ownBefore)
    const { load: seen, ticks, recording } = await toRecording(recorder.log, recorder.received())
    const disturbed = await disturbances.close()
    return {
      load: {
        ...seen,
        ...('missing' in counted ? { load: counted } : accounted(attribute(counted, results))),
        ...(disturbed.length > 0 ? { disturbances: [...disturbed] } : {}),
      },
      monitor: {
        rateAsked: rate,
        ...ticks,
        ...ownCpu(counted, (usage.user + usage.system) / 1e6),
        samplerCpuSeconds: secondsBetween(samplerBeforeNs, await monitor.ownCpuNs()),
      },
      recording,
    }
  }
  return { recorder, report, stop }
}

/** CPU time of Coreglow by process, and their sum; `engineSeconds` is what this process says of itself. */
export function ownCpu(
  counted: Pick<CpuAccount, 'processes'> | NoAccount,
  engineSeconds: number,
): Pick<MonitorReport, 'ownCpuSeconds' | 'ownProcesses'> {
  if ('missing' in counted) return { ownCpuSeconds: engineSeconds, ownProcesses: counted }
  const byName = new Map([[ENGINE_PROCESS, engineSeconds]])
  for (const { owner, name, cpuNs } of counted.processes) {
    // The engine knows its own time to the microsecond, and has it in another account too.
    if (owner !== 'app' || name === ENGINE_PROCESS) continue
    byName.set(name, (byName.get(name) ?? 0) + cpuNs / 1e9)
  }
  return {
    ownCpuSeconds: sum(byName.values()),
    ownProcesses: [...byName].map(([name, cpuSeconds]) => ({ name, cpuSeconds })),
  }
}

function accounted(load: Load): Pick<Environment, 'load' | 'otherLoad'> {
  return { load, otherLoad: otherLoadOf(load) }
}

function secondsBetween(beforeNs: number | undefined, afterNs: number | undefined): MonitorReport['samplerCpuSeconds'] {
  if (beforeNs === undefined || afterNs === undefined) return { missing: 'not available on this system (per thread)' }
  if (afterNs < beforeNs) return { missing: 'the sampler was restarted during the run' }
  return (afterNs - beforeNs) / 1e9
}
