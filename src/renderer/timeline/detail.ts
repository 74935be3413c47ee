import type { TimelineRow } from './rows.ts'

/** Rows that belong together, under a heading. */
export interface RowGroup {
  readonly heading: string
  readonly rows: readonly TimelineRow[]
}

/** Rows per readable row above which labels cannot be read. Chosen by eye. */
const MAX_DENSITY = 1.4

/** Rows at a level of detail that fits: the GILs of a variant become one row that counts them, and then that goes too. */
export function atDetail(groups: readonly RowGroup[], room: number): readonly TimelineRow[] {
  const isTight = countRows(groups) > room
  const fewer = isTight ? groups.map(({ heading, rows }) => ({ heading, rows: withMergedGils(rows) })) : groups
  const isDense = countRows(fewer) > room * MAX_DENSITY
  return fewer.flatMap(({ heading, rows }) => withHeading(isDense ? rows.filter(hasSpans) : rows, heading))
}

function countRows(groups: readonly RowGroup[]): number {
  return groups.reduce((count, { rows }) => count + rows.length, 0)
}

function hasSpans(row: TimelineRow): boolean {
  return row.kind === 'lane' || row.note === undefined
}

/** One row that counts the GILs of a variant, where it has several. */
function withMergedGils(rows: readonly TimelineRow[]): readonly TimelineRow[] {
  const lanes = rows.filter(({ kind }) => kind === 'lane')
  const gils = rows.filter((row) => row.kind === 'gil')
  const [first] = gils
  if (first === undefined || gils.length < 2) return rows
  const note = `${gils.length} GILs${gils.length === lanes.length ? ', one per worker' : ''}`
  return [{ ...first, name: 'GIL', spans: [], note }, ...lanes]
}

function withHeading([first, ...rest]: readonly TimelineRow[], heading: string): readonly TimelineRow[] {
  return first === undefined ? [] : [{ ...first, heading }, ...rest]
}
