import type { Lane } from '../live/lanes.ts'
import type { RowGroup } from './detail.ts'
import type { LaneRow } from './rows.ts'

/** Rows of a program that was watched: process by process, a row for each of its threads. */
export function processRows(lanes: readonly Lane[], zeroNs: number): readonly RowGroup[] {
  const groups = new Map<string, Lane[]>()
  for (const lane of lanes) groups.set(lane.key.group, [...(groups.get(lane.key.group) ?? []), lane])
  return [...groups.values()].map((threads) => {
    const [first] = threads
    const heading = first === undefined ? '' : `${first.process} ${first.pid}`
    return { heading, rows: threads.map((lane) => rowOf(lane, zeroNs)) }
  })
}

function rowOf(lane: Lane, zeroNs: number): LaneRow {
  const { key, name } = lane
  return { kind: 'lane', ...key, process: '', name, lanes: [lane], spans: [{ lane, zeroNs }], earlierEnds: [] }
}
