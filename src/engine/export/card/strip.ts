import { isRun, type SavedRecord } from '../../../contract/saved-record.ts'
import { coreUsage } from '../../../contract/core-owners.ts'
import { coreUses, type Shares } from '../core-owners.ts'

export interface Cell {
  readonly row: number
  readonly column: number
  /** Mean share of the time that the row's cores were busy, 0..1. */
  readonly busy: number
  /** Index of the worker that had most of it; undefined where none of the run's did. */
  readonly worker: number | undefined
}

export interface Span {
  readonly fromNs: number
  readonly toNs: number
}

type Bins = { busy: number; weight: number; readonly workers: Map<number, number> }[]

// Beyond this many sample periods without a frame there is a gap, and a gap stays one.
const GAP_PERIODS = 4

/** From the first trial's start to the last one's end, or from the first sample to the last; undefined where there is none. */
export function spanOf(record: SavedRecord): Span | undefined {
  const starts = isRun(record) ? record.results.map(({ startNs }) => startNs) : record.recording.tNs.slice(0, 1)
  const ends = isRun(record) ? record.results.map(({ endNs }) => endNs) : record.recording.tNs.slice(-1)
  const [fromNs, toNs] = [Math.min(...starts), Math.max(...ends)]
  return toNs > fromNs ? { fromNs, toNs } : undefined
}

/** Cores x time, in `columns` of equal time and with `coresPerRow` cores in a row. Cells without data are left out. */
export function stripCells(run: SavedRecord, span: Span, columns: number, coresPerRow: number): readonly Cell[] {
  const { tNs, busy } = run.recording
  const uses = coreUses(run)
  const widthNs = (span.toNs - span.fromNs) / columns
  const longestNs = (GAP_PERIODS * 1e9) / run.monitor.rateAsked
  const bins: Bins = []
  for (let frame = 1; frame < tNs.length; frame++) {
    const fromNs = Math.max(span.fromNs, tNs[frame - 1]!)
    const toNs = Math.min(span.toNs, tNs[frame]!)
    if (toNs <= fromNs || tNs[frame]! - tNs[frame - 1]! > longestNs) continue
    const last = Math.min(columns - 1, Math.floor((toNs - span.fromNs) / widthNs))
    for (let column = Math.floor((fromNs - span.fromNs) / widthNs); column <= last; column++) {
      const startNs = span.fromNs + column * widthNs
      const weight = Math.min(toNs, startNs + widthNs) - Math.max(fromNs, startNs)
      for (let core = 0; core < busy.length; core++) {
        const share = busy[core]![frame]
        if (share === null || share === undefined || weight <= 0) continue
        const binIndex = Math.floor(core / coresPerRow) * columns + column
        addTo(
          (bins[binIndex] ??= { busy: 0, weight: 0, workers: new Map() }),
          share,
          weight,
          uses[frame]!.get(core) ?? [],
        )
      }
    }
  }
  return bins.flatMap((bin, index) => (bin ? [cellOf(bin, Math.floor(index / columns), index % columns)] : []))
}

function addTo(bin: Bins[number], busy: number, weight: number, uses: Shares): void {
  bin.busy += busy * weight
  bin.weight += weight
  for (const [worker, share] of uses) bin.workers.set(worker, (bin.workers.get(worker) ?? 0) + share * weight)
}

function cellOf(bin: Bins[number], row: number, column: number): Cell {
  const shares = Array.from(bin.workers, ([worker, sum]) => [worker, sum / bin.weight] as const)
  const busy = bin.busy / bin.weight
  return { row, column, busy, worker: coreUsage(shares, busy).owner }
}
