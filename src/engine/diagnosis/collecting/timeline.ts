import type { Timeline } from '../evidence.ts'
import type { ToSeconds } from './times.ts'

/** First length of a step; doubled whenever there are too many. */
const STEP_NS = 1e8
const MAX_STEPS = 600

/** Mean of something over time, in steps that become longer as time goes on. */
class Steps {
  private sums: number[] = []
  private weights: number[] = []

  /** @param value per ns: adds `value` for each ns from `from` to `to`, both since the beginning. */
  add(from: number, to: number, value: number, stepNs: number): void {
    for (let at = Math.max(0, from); at < to;) {
      const step = Math.floor(at / stepNs)
      const until = Math.min(to, (step + 1) * stepNs)
      while (this.sums.length <= step) {
        this.sums.push(0)
        this.weights.push(0)
      }
      this.sums[step]! += value * (until - at)
      this.weights[step]! += until - at
      at = until
    }
  }

  /** Merges steps by two. */
  halve(): void {
    this.sums = inPairs(this.sums)
    this.weights = inPairs(this.weights)
  }

  /** NaN where nothing is known. */
  means(length: number): readonly number[] {
    return Array.from({ length }, (_, step) => (this.sums[step] ?? 0) / (this.weights[step] ?? 0))
  }
}

const COLUMNS = ['coresBusy', 'wantToRun', 'inFlight'] as const
type Column = (typeof COLUMNS)[number]

/** The program over time. */
export class TimelineBook {
  private readonly startNs: number
  private stepNs = STEP_NS
  private readonly columns: Readonly<Record<Column, Steps>> = {
    coresBusy: new Steps(),
    wantToRun: new Steps(),
    inFlight: new Steps(),
  }

  constructor(startNs: number) {
    this.startNs = startNs
  }

  /** From one moment to another the column had this value. */
  add(column: Column, fromNs: number, toNs: number, value: number): void {
    if (Number.isNaN(value) || !(toNs > fromNs)) return
    const [from, to] = [fromNs - this.startNs, toNs - this.startNs]
    while (to / this.stepNs > MAX_STEPS) this.halve()
    this.columns[column].add(from, to, value, this.stepNs)
  }

  /** Up to `endNs`. */
  evidence(endNs: number, seconds: ToSeconds): Timeline {
    const length = Math.max(0, Math.ceil((seconds(endNs) * 1e9) / this.stepNs))
    const { coresBusy, wantToRun, inFlight } = this.columns
    return {
      stepSeconds: this.stepNs / 1e9,
      coresBusy: coresBusy.means(length),
      wantToRun: wantToRun.means(length),
      inFlight: inFlight.means(length),
    }
  }

  private halve(): void {
    this.stepNs *= 2
    for (const column of COLUMNS) this.columns[column].halve()
  }
}

function inPairs(values: readonly number[]): number[] {
  return Array.from({ length: Math.ceil(values.length / 2) }, (_, i) => values[2 * i]! + (values[2 * i + 1] ?? 0))
}
