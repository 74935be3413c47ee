import type { Grid, Measurement, Point } from '../../contract/figure.ts'
import { isFunctionRun, type ModelSummary, type Run, type TrialResult } from '../../contract/run.ts'
import { functionText, inputsText } from '../../contract/function-text.ts'
import { ifKnown } from '../../contract/known.ts'
import { isRun } from '../../contract/saved-record.ts'
import { formatCount, formatSeconds } from '../../contract/text.ts'
import { capital } from '../experiments/judging.ts'
import { over } from '../experiments/measuring.ts'
import type { Comparison } from './comparison.ts'
import { barsOf, differenceCell, plain, unlike, type Cell } from './differences.ts'
import { findingRemarks, findingsGrid } from './findings.ts'
import { compareRecordings } from './recordings.ts'
import { labelsOf, type Named } from './labels.ts'
import { machineText } from './machine-text.ts'
import { comparePrograms } from './programs.ts'
import { switchesOf } from './switches.ts'

/** A run to compare: its wall times are scaled to the first run's amount of work. */
interface Side {
  readonly label: string
  readonly run: Run
  /** First run's amount of work over this one's. */
  readonly scale: number
}

/** Compares runs on one axis; differences within the noise are marked as such. Observations of programs by what threads did and their findings; runs and programs together by what all of them have. */
export function compareRuns(records: readonly Named[]): Comparison {
  const labels = labelsOf(records)
  const runs = records.map(({ run }) => run).filter(isRun)
  const programs = records.flatMap(({ run, name }, place) =>
    isRun(run) ? [] : [{ record: run, name, label: labels[place]! }],
  )
  if (programs.length === records.length) return comparePrograms(programs)
  if (runs.length < records.length) {
    return compareRecordings(records.map(({ run }, place) => ({ record: run, label: labels[place]! })))
  }
  const sides = runs.map((run, index): Side => ({ run, label: labels[index]!, scale: scaleOf(runs[0]!, run) }))
  const tried = sides.flatMap(({ label, run }) => (isFunctionRun(run) ? [{ label, records: [run] }] : []))
  const areFunctions = tried.length === sides.length
  const charts = QUANTITIES.map((quantity) => measured(sides, quantity)).filter(({ points }) => points.some(hasValue))
  return {
    labels,
    picture: {
      measurements: charts,
      figures: [
        ...(areFunctions ? [findingsGrid(tried)] : []),
        ...charts.map((chart) => barsOf(chart, 'variant')),
        differences(sides),
      ],
    },
    remarks: [...(areFunctions ? findingRemarks(tried) : []), ...amountRemarks(sides), ...unlikeRemarks(sides)],
  }
}

const hasValue = ({ value }: Point) => value !== undefined

/** Each run calibrates its work to the size, so a faster interpreter does more of it in the same time. */
function scaleOf(first: Run, { calibrations }: Run): number {
  const [theirs] = calibrations
  const ours = first.calibrations.find(({ work, unit }) => work === theirs?.work && unit === theirs.unit)
  return theirs === undefined || ours === undefined ? 1 : ours.workUnits / theirs.workUnits
}

interface Quantity extends Pick<Measurement, 'id' | 'label' | 'unit'> {
  readonly measure: (trial: TrialResult, side: Side) => number | undefined
}

const QUANTITIES: readonly Quantity[] = [
  { id: 'wall-time', label: 'Wall time', unit: 's', measure: (trial, { scale }) => trial.wallSeconds * scale },
  { id: 'speed-up', label: 'Speed-up', unit: 'x', measure: speedup },
  { id: 'efficiency', label: 'Efficiency: speed-up / workers', unit: 'share', measure: efficiency },
  { id: 'cpu-time', label: 'CPU time', unit: 's', measure: (trial, { scale }) => trial.cpuSeconds * scale },
  { id: 'start-up', label: 'Start-up', unit: 's', measure: (trial) => trial.workerStartSeconds },
  { id: 'per-item', label: 'Time of an item', unit: 's', measure: ({ perItemSeconds }) => perItemSeconds?.median },
  { id: 'pickling', label: 'Pickling', unit: 's', measure: ({ serialiseSeconds }) => ifKnown(serialiseSeconds) },
  { id: 'switches', label: 'Context switches', unit: '', measure: (trial, { run }) => switchesOf(run, trial) },
]

function speedup({ wallSeconds }: TrialResult, { run }: Side): number | undefined {
  const base = run.summary.find(({ baseline, missing }) => baseline && missing === undefined)
  return base && base.median / wallSeconds
}

function efficiency(trial: TrialResult, side: Side): number | undefined {
  const { baseline } = side.run.summary.find(({ variant }) => variant === trial.variant) ?? {}
  const factor = baseline ? undefined : speedup(trial, side)
  return factor && factor / trial.workers.length
}

/** A bar for each run and variant. */
function measured(sides: readonly Side[], { id, label, unit, measure }: Quantity): Measurement {
  const points = sides.flatMap((side) =>
    side.run.plan.variants.flatMap((variant): Point[] => {
      const trials = side.run.results.filter((trial) => trial.variant === variant.id && trial.failed === undefined)
      if (trials.length === 0) return []
      const values = trials.flatMap((trial) => measure(trial, side) ?? [])
      return values.length === 0 ? [] : [{ series: side.label, x: variant.label, ...over(values) }]
    }),
  )
  return { id, label, unit, points }
}

/** Wall time of each variant in each run, and its ratio to the first run's. */
function differences(sides: readonly Side[]): Grid {
  const [first, ...others] = sides
  const variants = first!.run.plan.variants
  return {
    kind: 'grid',
    id: 'differences',
    title: `Wall time, relative to ${first!.label}`,
    columns: ['variant', ...sides.map(({ label }) => label)],
    rows: variants.map(({ id, label }) => {
      const base = scaled(first!, id)
      const cells = others.map((side) => difference(base, scaled(side, id)))
      return { label, cells: [plain(formatSeconds(base?.median)), ...cells] }
    }),
  }
}

function scaled({ run, scale }: Side, variant: string): ModelSummary | undefined {
  const row = run.summary.find((summary) => summary.variant === variant && summary.missing === undefined)
  return row && { ...row, median: row.median * scale }
}

function difference(base: ModelSummary | undefined, other: ModelSummary | undefined): Cell {
  if (base === undefined || other === undefined) return { text: 'not measured', tone: 'dim' }
  return { ...differenceCell(base, other), title: 'median, and its ratio to the first run' }
}

function amountRemarks(sides: readonly Side[]): string[] {
  const [first] = sides
  const [calibration] = first!.run.calibrations
  if (calibration === undefined || sides.every(({ scale }) => scale === 1)) return []
  const workUnits = `${formatCount(calibration.workUnits)} ${calibration.unit}`
  return [
    `Wall and CPU times are scaled to the same work: ${workUnits} per worker, as in ${first!.label}. Each run was calibrated to its own interpreter.`,
  ]
}

/** Other differences between the runs, such as settings and machines. */
function unlikeRemarks(sides: readonly Side[]): string[] {
  const differ = (what: string, textOf: (run: Run) => string) =>
    unlike(
      'runs',
      what,
      sides.map(({ run }) => textOf(run)),
    )
  const noisy = sides.filter(({ run }) => run.verdict.noisy).map(({ label }) => label)
  return [
    ...differ('the experiment', ({ title }) => title),
    ...differ('the function', ({ function: tried }) => (tried === undefined ? 'none' : functionText(tried))),
    ...differ('the inputs', ({ inputs }) => (inputs === undefined ? 'none' : inputsText(inputs))),
    ...(new Set(sides.map(({ run }) => run.function?.sha256)).size > 1 && sides.every(({ run }) => run.function)
      ? ['The file of the function was changed between the runs.']
      : []),
    ...differ('the number of workers', ({ plan }) => String(plan.workers)),
    ...differ('the size', ({ plan }) => formatSeconds(plan.seconds)),
    ...differ('the settings', ({ plan }) => JSON.stringify(plan.params)),
    ...differ('the machine', machineText),
    ...(noisy.length > 0 ? [`${capital(noisy.join(', '))}: noisy.`] : []),
  ]
}
