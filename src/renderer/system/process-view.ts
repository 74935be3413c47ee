import type { SystemProcess } from '../../contract/system.ts'
import { processId, rowsOf, type ListOptions, type ProcessRow, type TrackedProcess } from './process-rows.ts'

/** Weight of the newest second in the share of the CPU that is sorted by: about four seconds count. Chosen: calm, and yet quick. */
const NEWEST = 0.25

/** The rows of a list of processes that changes once a second. */
export interface ProcessView {
  readonly rows: readonly ProcessRow[]
  readonly options: ListOptions
  /** `isHeld`: rows keep their places; what is new comes last, and what has ended stays and says so. */
  update(processes: readonly SystemProcess[], isHeld: boolean): void
  arrange(change: Partial<ListOptions>): void
}

export function createProcessView(initial: ListOptions): ProcessView {
  let options = initial
  let tracked: ReadonlyMap<string, TrackedProcess> = new Map()
  let rows: readonly ProcessRow[] = []
  return {
    get rows() {
      return rows
    },
    get options() {
      return options
    },
    update(processes, isHeld) {
      tracked = track(tracked, processes)
      const fresh = rowsOf([...tracked.values()], options)
      rows = isHeld ? inPlace(rows, fresh) : fresh
    },
    arrange(change) {
      options = { ...options, ...change }
      rows = rowsOf([...tracked.values()], options)
    },
  }
}

function track(
  before: ReadonlyMap<string, TrackedProcess>,
  processes: readonly SystemProcess[],
): ReadonlyMap<string, TrackedProcess> {
  return new Map(
    processes.map((process) => {
      const id = processId(process)
      return [id, { id, process, cpuShare: smoothed(before.get(id)?.cpuShare, process.cpuShare) }]
    }),
  )
}

function smoothed(before: number | undefined, now: number | undefined): number | undefined {
  return before === undefined || now === undefined ? now : before + (now - before) * NEWEST
}

function inPlace(before: readonly ProcessRow[], fresh: readonly ProcessRow[]): readonly ProcessRow[] {
  const byId = new Map(fresh.map((row) => [row.id, row]))
  const kept = before.map((row) => byId.get(row.id) ?? { ...row, isEnded: true })
  const old = new Set(before.map(({ id }) => id))
  return [...kept, ...fresh.filter(({ id }) => !old.has(id))]
}
