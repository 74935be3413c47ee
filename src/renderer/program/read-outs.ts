import { ACTIVITY_LABELS } from '../../contract/activity.ts'
import { allOf, formatCount, formatSeconds, formatShare } from '../../contract/text.ts'
import { windowsWithin } from './activity-columns.ts'
import type { ActivityLog } from './activity-log.ts'
import { gilColumns } from './gil-columns.ts'
import type { LaneRow } from './lane-rows.ts'
import { lifeShares, sharesBetween, type ActivityShare } from './shares.ts'
import type { ProgramView } from './view.ts'

/** A place in the lanes: seconds after the log's begin, and how much time the pointer covers. */
interface PlaceInTime {
  readonly seconds: number | undefined
  readonly step: number
  readonly position: { readonly x: number; readonly y: number }
}

export interface LaneReadOut {
  readonly title: string
  readonly lines: readonly string[]
  readonly position: { readonly x: number; readonly y: number }
}

/** Lines of a read-out. Chosen: what is beyond the fifth is next to nothing. */
const MAX_LINES = 5

/** What a row shows under the pointer, in numbers. */
export function readOutOf(
  { log }: Pick<ProgramView, 'log'>,
  row: LaneRow,
  { seconds, step, position }: PlaceInTime,
): LaneReadOut | undefined {
  if (seconds === undefined) return undefined
  const [fromNs, toNs] = stretch(log, log.startNs + seconds * 1e9, step * 1e9)
  const time = `${formatSeconds((fromNs - log.startNs) / 1e9)}, over ${formatSeconds((toNs - fromNs) / 1e9)}`
  const lines = linesOf(log, row, fromNs, toNs)
  return lines.length === 0 ? undefined : { title: titleOf(row), lines: [time, ...lines], position }
}

function linesOf(log: ActivityLog, row: LaneRow, fromNs: number, toNs: number): readonly string[] {
  if (row.kind === 'gil') return gilLines(log, row, fromNs, toNs)
  const threads = (row.kind === 'thread' ? [row.thread] : row.threads).flatMap((id) => log.threads.get(id) ?? [])
  const lines = shareLines(sharesBetween(log, threads, fromNs, toNs))
  const missing = row.kind === 'thread' ? threads[0]?.info.missing : undefined
  return missing === undefined || lines.length === 0 ? lines : [...lines, missing]
}

function shareLines(shares: readonly ActivityShare[]): readonly string[] {
  return shares.slice(0, MAX_LINES).map(({ activity, share }) => `${ACTIVITY_LABELS[activity]} ${formatShare(share)}`)
}

function gilLines(
  log: ActivityLog,
  row: Extract<LaneRow, { kind: 'gil' }>,
  fromNs: number,
  toNs: number,
): readonly string[] {
  const { held, waiting, step } = gilColumns(log, row, { fromNs, stepNs: toNs - fromNs, count: 1 })
  const whole = step[0]!
  if (whole === 0) return []
  const holders = held
    .map((ns, index) => ({ name: log.threads.get(row.threads[index]!)?.info.name ?? '', share: ns[0]! / whole }))
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share)
  const handovers = handoversBetween(log, row.gil, fromNs, toNs)
  return [
    ...holders.slice(0, MAX_LINES).map(({ name, share }) => `held by ${name} ${formatShare(share)}`),
    `threads that wait for it: ${(waiting[0]! / whole).toFixed(1)}`,
    ...(handovers === undefined ? [] : [`handed over ${formatCount(handovers)} times a second`]),
  ]
}

/** Changes of the holder a second. */
function handoversBetween(log: ActivityLog, gil: number, fromNs: number, toNs: number): number | undefined {
  const rows = log.gils.get(gil)
  const [first, end] = windowsWithin(log.windows, fromNs, toNs)
  const { windows } = log
  if (rows === undefined || end <= first) return undefined
  let count = 0
  rows.window.forEach((window, row) => {
    if (window >= first && window < end) count += rows.handovers[row]!
  })
  return count / ((windows.toNs[end - 1]! - windows.fromNs[first]!) / 1e9)
}

/** The window at a moment where that is longer than what the pointer covers. */
function stretch({ windows }: ActivityLog, ns: number, stepNs: number): readonly [number, number] {
  const [window] = windowsWithin(windows, ns, ns + 1)
  const [fromNs, toNs] = [windows.fromNs[window] ?? NaN, windows.toNs[window] ?? NaN]
  return toNs - fromNs > stepNs && fromNs <= ns ? [fromNs, toNs] : [ns - stepNs / 2, ns + stepNs / 2]
}

function titleOf(row: LaneRow): string {
  return row.kind === 'gil' ? row.name : `${row.name} · ${row.detail}`
}

/** The chosen row in words, for those who cannot see its lane. */
export function spokenOf({ log }: Pick<ProgramView, 'log'>, rows: readonly LaneRow[], key: string | undefined): string {
  const row = rows.find((candidate) => candidate.key === key)
  if (row === undefined || row.kind === 'gil') return ''
  if (row.kind === 'process') return `${row.name}, ${row.detail}, ${row.isCollapsed ? 'folded' : 'unfolded'}`
  const thread = log.threads.get(row.thread)
  const shares = thread === undefined ? [] : lifeShares(thread).slice(0, MAX_LINES)
  const parts = shares.map(({ activity, share }) => `${ACTIVITY_LABELS[activity]} ${formatShare(share)}`)
  return parts.length === 0 ? row.name : `${row.name}: ${allOf(parts)} of its life`
}
