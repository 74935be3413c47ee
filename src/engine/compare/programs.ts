import { ACTIVITY_GROUP_LABELS, ACTIVITY_GROUPS } from '../../contract/activity-palette.ts'
import type { Grid, Measurement, Point } from '../../contract/figure.ts'
import { numberIfKnown } from '../../contract/known.ts'
import type { ProgramRecord } from '../../contract/program.ts'
import { formatSeconds } from '../../contract/text.ts'
import { over } from '../experiments/measuring.ts'
import type { Comparison } from './comparison.ts'
import { barsOf, differenceCell, plain, type Cell } from './differences.ts'
import { findingsGrid, findingRemarks } from './findings.ts'
import { sidesOf, type Side, type Watched } from './program-sides.ts'
import { programRemarks, wallTime } from './program-remarks.ts'
import { stateShares } from './state-shares.ts'

/** Compares observations of programs, "before, after": time, cores, what threads did, and the findings. */
export function comparePrograms(records: readonly Watched[]): Comparison {
  const sides = sidesOf(records)
  const measurements = [
    perSide(sides, { id: 'wall-time', label: 'Wall time', unit: 's' }, ({ wallSeconds }) => wallSeconds),
    perSide(sides, { id: 'cpu-time', label: 'CPU time', unit: 's' }, ({ cpuSeconds }) => numberIfKnown(cpuSeconds)),
    perSide(sides, { id: 'cores-busy', label: 'Cores busy on average', unit: '' }, (record) =>
      numberIfKnown(record.effectiveParallelism),
    ),
    statesMeasured(sides),
  ]
  const charts = measurements.map((measurement) => barsOf(measurement, measurement.id === 'states' ? 'state' : ''))
  return {
    labels: records.map(({ label }) => label),
    picture: { measurements, figures: [findingsGrid(sides), times(sides), ...charts] },
    remarks: [...findingRemarks(sides), ...programRemarks(sides)],
  }
}

function perSide(
  sides: readonly Side[],
  head: Omit<Measurement, 'points'>,
  valueOf: (record: ProgramRecord) => number | undefined,
): Measurement {
  const points = sides.flatMap(({ label, records }) => {
    const values = records.flatMap((record) => valueOf(record) ?? [])
    return values.length === 0 ? [] : [{ series: label, x: 'program', ...over(values) }]
  })
  return { ...head, points }
}

/** What all threads together did with their lives. */
function statesMeasured(sides: readonly Side[]): Measurement {
  const points = sides.flatMap(({ label, records }) => {
    const shares = records.map(stateShares)
    return ACTIVITY_GROUPS.map((group): Point => {
      const values = shares.map((share) => share[group] ?? 0)
      return Object.assign({ series: label, x: ACTIVITY_GROUP_LABELS[group] }, over(values))
    })
  })
  const seen = new Set(points.filter(({ value = 0 }) => value > 0).map(({ x }) => x))
  return {
    id: 'states',
    label: 'What the threads did, share of their lives',
    unit: 'share',
    points: points.filter(({ x }) => seen.has(x)),
  }
}

/** Wall time of each side, and its ratio to the first one's where both are times that the programs needed. */
function times(sides: readonly Side[]): Grid {
  const [first, ...others] = sides
  const base = wallTime(first!)
  return {
    kind: 'grid',
    id: 'times',
    title: `Wall time, relative to ${first!.label}`,
    columns: ['', 'wall time', 'observations'],
    rows: [
      { label: first!.label, cells: [plain(formatSeconds(base.median)), plain(String(base.trials))] },
      ...others.map((side) => ({
        label: side.label,
        cells: [timeCell(first!, side), plain(String(side.records.length))],
      })),
    ],
  }
}

function timeCell(first: Side, side: Side): Cell {
  const other = wallTime(side)
  if (!first.complete || !side.complete) return plain(`${formatSeconds(other.median)} watched`)
  return differenceCell(wallTime(first), other)
}
