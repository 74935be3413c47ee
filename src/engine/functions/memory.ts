import type { TaskInfo } from '../../contract/frame.ts'
import { formatBytes } from '../../contract/text.ts'
import { readMemoryLeft } from '../host/cgroup.ts'
import { readText } from '../files/system-file.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { readMemoryUse } from '../system/memory-use.ts'

/** Share of the memory that was available at its start with which a trial is ended. Chosen: the rest is for the user's other programs. */
const MAX_SHARE = 0.8
/** Looks a second. Chosen: a program that fills 1 GB a second has 0.2 GB more at the next. */
const RATE = 5

/** Bytes that programs may still use here. */
export function availableMemory(): number {
  return Math.min(readMemoryUse().availableBytes, readMemoryLeft(readText))
}

export interface MemoryWatch {
  /** Highest resident memory of the trial's processes together so far, bytes; undefined where it was not sampled. */
  readonly peakBytes: () => number | undefined
  readonly close: () => void
}

/** Watches the memory of a trial's main process and of those that it starts; calls `onExceeded` with a sentence, once. */
export function watchMemory(
  monitor: Pick<Monitor, 'listen'>,
  pid: number,
  available: () => number,
  onExceeded: (sentence: string) => void,
): MemoryWatch {
  const before = available()
  const members = createMembers(pid)
  let peak: number | undefined
  let isOver = false
  const close = monitor.listen(RATE, {
    onTasks: (infos, _, reset) => members.learn(infos, reset),
    onFrame({ tasks }) {
      let resident = 0
      for (let row = 0; row < tasks.index.length; row++) {
        const bytes = tasks.rssBytes[row]!
        if (members.has(tasks.index[row]!) && bytes > 0) resident += bytes
      }
      if (resident > 0) peak = Math.max(peak ?? 0, resident)
      if (isOver || resident <= MAX_SHARE * before) return
      // Processes that were forked count the pages that they share several times.
      const used = Math.min(resident, before - available())
      if (used <= MAX_SHARE * before) return
      isOver = true
      onExceeded(
        `The processes used ${formatBytes(used)}, more than ${MAX_SHARE * 100} % of the ${formatBytes(before)} that were available when the trial began, and were ended.`,
      )
    },
  })
  return { peakBytes: () => peak, close }
}

/** Places in the sampler's dictionary of a process and its descendants. */
function createMembers(pid: number) {
  const members = new Set<number>()
  return {
    has: (index: number) => members.has(index),
    learn(infos: readonly TaskInfo[], reset: boolean) {
      if (reset) members.clear()
      for (const { kind, index, parent, pid: own, endedNs } of infos) {
        if (kind !== 'process') continue
        const belongs = own === pid || (parent !== undefined && members.has(parent))
        if (belongs && endedNs === undefined) members.add(index)
        else members.delete(index)
      }
    },
  }
}
