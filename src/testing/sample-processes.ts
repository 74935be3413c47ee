import type { ProcessList, SystemProcess } from '../contract/system.ts'

/** A process of the user that may be watched, ended and set. */
export function sampleProcess(pid: number, change: Partial<SystemProcess> = {}): SystemProcess {
  return {
    pid,
    startTime: pid * 10,
    parentPid: 1,
    name: `p${pid}`,
    command: `p${pid} --flag`,
    user: 'ada',
    state: 'sleeping',
    threads: 2,
    cpuShare: 0,
    cpuSeconds: 5,
    rssBytes: 1e6,
    nice: 0,
    cores: '0-1',
    startedMs: 1.7e12,
    readable: true,
    controllable: true,
    ...change,
  }
}

export function sampleProcesses(processes: readonly SystemProcess[]): ProcessList {
  return {
    processes: [...processes],
    memory: { totalBytes: 8e9, availableBytes: 6e9, freeBytes: 2e9, swap: { totalBytes: 0, freeBytes: 0 } },
    affinity: true,
    missing: {},
  }
}
