import type { Runtime } from '../../contract/experiment.ts'
import type { MonitorSource } from '../../contract/frame.ts'
import type { Machine } from '../../contract/procedures.ts'
import { LIMITS } from '../../contract/limits.ts'
import type { HostInfo } from './host-info.ts'

/** Describes the machine: hardware, what the monitor can read, limits, and advice. */
export function describeMachine(
  hostInfo: HostInfo,
  sources: readonly MonitorSource[],
  runtimes: readonly Runtime[],
  dataFolder: string,
): Machine {
  const { os, cpuModel, cores, usableCores, memoryBytes, host } = hostInfo
  return {
    os,
    cpuModel,
    cores,
    usableCores,
    memoryBytes,
    host,
    dataFolder,
    sources: [...sources],
    limits: {
      maxWorkers: LIMITS.workers.max,
      maxSeconds: LIMITS.seconds.max,
      maxRepeat: LIMITS.repeat.max,
      maxRate: LIMITS.rate.max,
    },
    advice: adviceFor(runtimes),
  }
}

export function adviceFor(runtimes: readonly Runtime[]): string[] {
  const usable = runtimes.filter((runtime) => runtime.kind === 'cpython' && runtime.status === 'ok')
  if (usable.length === 0) {
    return [
      'No CPython found. Install Python 3.8 or newer (from python.org, or your system\'s package "python3"), or add the path of one. Experiments run in Node for now.',
    ]
  }
  if (usable.some((runtime) => runtime.freeThreadedBuild)) return []
  return ['To see threads without a GIL, add a free-threaded CPython, such as python3.14t.']
}
