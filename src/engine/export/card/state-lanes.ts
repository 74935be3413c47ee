import { ACTIVITIES, type ActivityThread } from '../../../contract/activity.ts'
import {
  ACTIVITY_GROUP_LABELS,
  ACTIVITY_GROUPS,
  activityGroup,
  activityGroupColor,
  activityGroupPattern,
  type ActivityGroup,
} from '../../../contract/activity-palette.ts'
import type { ActivityRecord, ProgramRecord } from '../../../contract/program.ts'
import { isRun, type SavedRecord } from '../../../contract/saved-record.ts'
import { PALETTE, type ThemeName } from '../../../contract/palette.ts'
import { fit, textWidth } from '../../../figures/measure.ts'
import type { Span } from './strip.ts'
import type { Box, Item, PatternFill } from './svg.ts'

/** Width of a column, pixels: the same as that of the cores above. */
const COLUMN = 4
/** A pattern is not seen in a lower lane. */
const PATTERN_FROM = 12

/** A label would not fit in a lower lane. */
const MIN_LANE_HEIGHT = 22
/** More lanes are a pattern, and no picture. */
const MAX_LANES = 40

export const STATES_CAPTION =
  'Cores and threads over time. Cores: the program, stronger is busier; grey: other programs. Threads: those that did most.'

/** Whether there is something to draw: what threads did is not known of every observation. */
export function hasStates(record: SavedRecord): record is ProgramRecord {
  return !isRun(record) && record.activity.windows.length > 0
}

/** Lanes that there would be, had they the room. */
export function countStateLanes({ gils, threads }: ActivityRecord): number {
  return Math.max(1, Math.min(MAX_LANES, gils.filter(({ enabled }) => enabled).length + threads.length))
}

/** Lanes for which a height is enough. */
export function roomFor(height: number): number {
  return Math.max(1, Math.min(MAX_LANES, Math.floor(height / MIN_LANE_HEIGHT)))
}

/** A lane of a picture: a thread's states over time, or a GIL's use. */
export interface StateLane {
  readonly label: string
  /** `shares[column]`: share of the column's time by group. */
  readonly shares: readonly ReadonlyMap<ActivityGroup, number>[]
}

/** The GILs, and the threads that did most: at most `count` lanes. */
export function stateLanes(activity: ActivityRecord, span: Span, columns: number, count: number): readonly StateLane[] {
  const gils = activity.gils.filter(({ enabled }) => enabled).slice(0, Math.floor(count / 3))
  const threads = loudest(activity).slice(0, count - gils.length)
  const ofGils = new Map(gils.map(({ gil }) => [gil, emptyBins(columns)]))
  const ofThreads = new Map(threads.map(({ thread }) => [thread, emptyBins(columns)]))
  for (const { fromNs, toNs, rows, gils: uses } of activity.windows) {
    const add = (bins: Bins | undefined, group: ActivityGroup, ns: number) => {
      if (bins !== undefined) spread(bins, span, { fromNs, toNs }, group, ns)
    }
    for (const [row, thread] of rows.thread.entries()) {
      add(ofThreads.get(thread), groupOf(rows.activity[row]!), rows.ns[row]!)
    }
    // Held as Python runs; free is nothing.
    for (const { gil, heldNs } of uses) add(ofGils.get(gil), 'python', heldNs)
  }
  return [
    ...gils.map(({ gil, pid }) => ({ label: `GIL of ${pid}`, shares: ofGils.get(gil)! })),
    ...threads.map(({ thread, name }) => ({ label: name, shares: ofThreads.get(thread)! })),
  ]
}

type Bins = readonly Map<ActivityGroup, number>[]

/** Groups in which a thread neither works nor is held up. */
const QUIET: ReadonlySet<ActivityGroup> = new Set(['waiting', 'idle', 'unknown'])

/** Threads in the order of the time in which they worked or were held up, the longest first. */
function loudest({ threads, windows }: ActivityRecord): readonly ActivityThread[] {
  const loudNs = new Map<number, number>()
  for (const { rows } of windows) {
    for (const [row, thread] of rows.thread.entries()) {
      if (QUIET.has(groupOf(rows.activity[row]!))) continue
      loudNs.set(thread, (loudNs.get(thread) ?? 0) + rows.ns[row]!)
    }
  }
  return threads.toSorted((a, b) => (loudNs.get(b.thread) ?? 0) - (loudNs.get(a.thread) ?? 0))
}

function groupOf(code: number): ActivityGroup {
  return activityGroup(ACTIVITIES[code] ?? 'unknown')
}

const emptyBins = (columns: number): Bins => Array.from({ length: columns }, () => new Map<ActivityGroup, number>())

/** Adds `ns` of a window, divided evenly over it, to the columns that it covers. */
function spread(bins: Bins, span: Span, { fromNs, toNs }: Span, group: ActivityGroup, ns: number): void {
  const width = (span.toNs - span.fromNs) / bins.length
  const density = ns / Math.max(1, toNs - fromNs)
  const last = Math.min(bins.length - 1, Math.floor((toNs - span.fromNs) / width))
  for (let column = Math.max(0, Math.floor((fromNs - span.fromNs) / width)); column <= last; column++) {
    const start = span.fromNs + column * width
    const part = Math.min(toNs, start + width) - Math.max(fromNs, start)
    if (part > 0) bins[column]!.set(group, (bins[column]!.get(group) ?? 0) + (density * part) / width)
  }
}

/** In each column of a lane the states stand on each other, each as high as its share. */
export function stateLaneItems(lanes: readonly StateLane[], area: Box, theme: ThemeName): readonly Item[] {
  const height = area.height / lanes.length
  const inner = height - Math.min(4, height * 0.2)
  const boxes = new Map<ActivityGroup, Box[]>()
  for (const [lane, { shares }] of lanes.entries()) {
    for (const [column, byGroup] of shares.entries()) {
      let bottom = area.y + lane * height + inner
      for (const group of ACTIVITY_GROUPS) {
        const part = Math.min(1, byGroup.get(group) ?? 0) * inner
        if (part < 0.25) continue
        bottom -= part
        const box = { x: area.x + column * COLUMN, y: bottom, width: COLUMN, height: part }
        const known = boxes.get(group)
        if (known === undefined) boxes.set(group, [box])
        else known.push(box)
      }
    }
  }
  return [...boxes].map(([group, of]) => ({
    kind: 'boxes',
    boxes: of,
    fill: groupFill(group, theme, inner),
    opacity: 1,
  }))
}

export const laneColumns = (width: number) => Math.max(1, Math.floor(width / COLUMN))

/** Colour of a group, or its pattern where there is room for it to be seen. */
function groupFill(group: ActivityGroup, theme: ThemeName, height: number): string {
  const solid = height < PATTERN_FROM || activityGroupPattern(group) === 'solid'
  return solid ? activityGroupColor(group, theme) : `url(#state-${group})`
}

/** Patterns that `groupFill` names. */
export function statePatterns(theme: ThemeName): readonly PatternFill[] {
  return ACTIVITY_GROUPS.flatMap((group) => {
    const pattern = activityGroupPattern(group)
    return pattern === 'solid' ? [] : [{ id: `state-${group}`, color: activityGroupColor(group, theme), pattern }]
  })
}

/** Swatches with words of the groups that are in the windows, in a line whose baseline is `y`; those without room are left out. */
export function stateLegend(
  { windows }: ActivityRecord,
  area: Pick<Box, 'x' | 'y' | 'width'>,
  size: number,
  theme: ThemeName,
): readonly Item[] {
  const groups = new Set(windows.flatMap(({ rows }) => rows.activity).map(groupOf))
  let { x } = area
  return ACTIVITY_GROUPS.filter((group) => groups.has(group)).flatMap((group): readonly Item[] => {
    const label = ACTIVITY_GROUP_LABELS[group]
    const width = size * 1.4 + textWidth(label, size) + size * 1.2
    if (x + width > area.x + area.width) return []
    const left = x
    x += width
    return [
      {
        kind: 'rect',
        x: left,
        y: area.y - size * 0.8,
        width: size,
        height: size,
        fill: groupFill(group, theme, size),
        radius: 3,
      },
      { kind: 'text', x: left + size * 1.4, y: area.y, size, fill: PALETTE[theme].dim, text: fit(label, size, width) },
    ]
  })
}
