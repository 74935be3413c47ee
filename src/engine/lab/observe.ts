import type { Environment, MonitorReport, Recording } from '../../contract/run.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { loadOf, ticksOf } from './observed.ts'
import { createRecorder, type Recorder } from './recorder.ts'
import { toRecording } from './recording.ts'

/** The monitor's part in one run. */
export interface Observation {
  readonly recorder: Recorder
  readonly report: () => Promise<{
    readonly load: Pick<Environment, 'otherLoad' | 'steal'>
    readonly monitor: MonitorReport
    readonly recording: Recording
  }>
  readonly stop: () => void
}

/** Listens from now on, at `rate` Hz, and keeps the books of what that costs. */
export async function observe(monitor: Monitor, rate: number): Promise<Observation> {
  const recorder = createRecorder()
  const stop = monitor.listen(rate, recorder.listener)
  const ownBefore = process.cpuUsage()
  const samplerBeforeNs = await monitor.ownCpuNs()
  const report = async () => {
    const own = process.cpuUsage(ownBefore)
    return {
      load: loadOf(recorder),
      monitor: {
        rateAsked: rate,
        ...ticksOf(recorder),
        ownCpuSeconds: (own.user + own.system) / 1e6,
        samplerCpuSeconds: secondsBetween(samplerBeforeNs, await monitor.ownCpuNs()),
      },
      recording: toRecording(recorder),
    }
  }
  return { recorder, report, stop }
}

function secondsBetween(beforeNs: number | undefined, afterNs: number | undefined): MonitorReport['samplerCpuSeconds'] {
  if (beforeNs === undefined || afterNs === undefined) return { missing: 'not available on this system (per thread)' }
  if (afterNs < beforeNs) return { missing: 'the sampler was restarted during the run' }
  return (afterNs - beforeNs) / 1e9
}
