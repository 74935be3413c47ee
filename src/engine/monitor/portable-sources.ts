import type { MonitorSource } from '../../contract/frame.ts'

const LISTED = 'systeminformation, at most once a second'
const NO_PROC = 'needs Linux /proc'

/** Sources that every system has. */
export function portableSources(): readonly MonitorSource[] {
  return [
    { field: 'cores.user, system, idle', source: 'os.cpus()', available: true },
    missing('cores.interrupt', `${NO_PROC}: in system time here`),
    missing('cores.iowait, steal', NO_PROC),
    missing('who used the cores', NO_PROC),
    { field: 'tasks (processes)', source: LISTED, available: true },
    missing('tasks (threads)', NO_PROC),
    { field: 'tasks.state, rssBytes', source: LISTED, available: true },
    missing('tasks.core, runQueueNs', NO_PROC),
    {
      field: 'tasks.cpuNs',
      source: `${LISTED}: an estimate, the sum of the reported shares; process.resourceUsage() for Coreglow itself`,
      available: true,
      reason: 'the system reports a share of the last second or more, not a counter',
    },
    missing('tasks.voluntarySwitches, involuntarySwitches', NO_PROC),
    { field: 'top processes', source: LISTED, available: true },
    missing('own CPU of the sampler', NO_PROC),
  ]
}

function missing(field: string, reason: string): MonitorSource {
  return { field, source: 'none', available: false, reason }
}
