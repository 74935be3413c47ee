import type { Grid, Measurement } from '../../contract/figure.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { allOf, formatSeconds } from '../../contract/text.ts'
import { cpuSecondsOf, durationOf, processUses } from '../observation/task-use.ts'
import type { Comparison } from './comparison.ts'
import { barsOf, plain } from './differences.ts'
import { machineText } from './machine-text.ts'

/** A run or an observation of a program, as what it is in any case: a recording of processes. */
export interface Recorded {
  readonly label: string
  readonly record: SavedRecord
}

/** Compares runs with programs by what every recording has: its length, the CPU time of its processes, and how many cores they kept busy. */
export function compareRecordings(sides: readonly Recorded[]): Comparison {
  const measurements = [
    perSide(sides, { id: 'duration', label: 'Duration', unit: 's' }, ({ recording }) => durationOf(recording)),
    perProcess(sides),
    perSide(sides, { id: 'cores-busy', label: 'Cores busy on average', unit: '' }, coresBusy),
  ].filter(({ points }) => points.length > 0)
  const charts = measurements.map((measurement) => barsOf(measurement, measurement.id === 'cpu-time' ? 'process' : ''))
  return {
    labels: sides.map(({ label }) => label),
    picture: { measurements, figures: [...charts, overview(sides)] },
    remarks: remarksOf(sides),
  }
}

/** CPU seconds of all watched processes over the seconds of the recording; undefined for one without samples. */
function coresBusy({ recording }: SavedRecord): number | undefined {
  const seconds = durationOf(recording)
  return seconds > 0 ? cpuSecondsOf(recording) / seconds : undefined
}

function perSide(
  sides: readonly Recorded[],
  head: Omit<Measurement, 'points'>,
  valueOf: (record: SavedRecord) => number | undefined,
): Measurement {
  const points = sides.flatMap(({ label, record }) => {
    const value = valueOf(record)
    return value === undefined ? [] : [{ series: label, x: 'recording', value }]
  })
  return { ...head, points }
}

/** CPU seconds by name of process: processes of one name are added. */
function perProcess(sides: readonly Recorded[]): Measurement {
  const points = sides.flatMap(({ label, record }) =>
    [...cpuByName(record)].map(([name, value]) => ({ series: label, x: name, value })),
  )
  return { id: 'cpu-time', label: 'CPU time of each process', unit: 's', points }
}

function cpuByName({ recording }: SavedRecord): ReadonlyMap<string, number> {
  const seconds = new Map<string, number>()
  for (const { task, cpuSeconds } of processUses(recording)) {
    seconds.set(task.name, (seconds.get(task.name) ?? 0) + cpuSeconds)
  }
  return seconds
}

/** The figures of each recording as a table. */
function overview(sides: readonly Recorded[]): Grid {
  return {
    kind: 'grid',
    id: 'recordings',
    title: 'What was recorded',
    columns: ['', 'duration', 'CPU time', 'cores busy', 'processes'],
    rows: sides.map(({ label, record }) => ({
      label,
      cells: [
        plain(formatSeconds(durationOf(record.recording))),
        plain(formatSeconds(cpuSecondsOf(record.recording))),
        plain(coresBusy(record)?.toFixed(2) ?? 'not measured'),
        plain(String(processUses(record.recording).length)),
      ],
    })),
  }
}

function remarksOf(sides: readonly Recorded[]): string[] {
  const runs = sides.filter(({ record }) => isRun(record)).map(({ label }) => label)
  const watched = sides.filter(({ record }) => !isRun(record)).map(({ label }) => label)
  const machines = [...new Set(sides.map(({ record }) => machineText(record)))]
  const plans = `${allOf(watched)} ${watched.length === 1 ? 'has' : 'have'} no plan, so that wall times and speed-ups of ${allOf(runs)} have no counterpart. Shown is what all recordings have; that of a run includes the start of its interpreters.`
  return [
    plans,
    'CPU time is that between the first and the last sample of each process.',
    ...(machines.length > 1 ? [`The recordings are of different machines: ${machines.join('; ')}.`] : []),
  ]
}
