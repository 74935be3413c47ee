import type { TopProcess } from '../../contract/frame.ts'
import type { ProcessTable } from './proc-census.ts'

const MAX_LISTED = 10

/** The processes that used most CPU time between two tables, each by the time between its own two readings. */
export function topProcesses(before: ProcessTable, after: ProcessTable): readonly TopProcess[] {
  const found: TopProcess[] = []
  for (const { pid, name, startTime, cpuNs, rssBytes, tNs } of after.values()) {
    const earlier = before.get(pid)
    if (earlier?.startTime !== startTime || cpuNs <= earlier.cpuNs) continue
    found.push({ pid, name, cpuShare: (cpuNs - earlier.cpuNs) / (tNs - earlier.tNs), rssBytes })
  }
  return found.toSorted((a, b) => b.cpuShare - a.cpuShare).slice(0, MAX_LISTED)
}
