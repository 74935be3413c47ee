import type { Sweep } from '../../contract/function.ts'
import { median, sum } from '../../contract/statistics.ts'

/** Wall seconds of the repeats of one model with a number of workers. */
export interface SweepPoint {
  readonly workers: number
  readonly seconds: readonly number[]
}

/**
 * Fits Amdahl's law, 1 / speed-up = s + (1 - s) / n, to the points by least squares; s is the serial share. Speed-ups are over
 * the same model with one worker. Two points are met exactly, so that they say nothing of how well the law fits.
 */
export function fitAmdahl(points: readonly SweepPoint[]): Sweep['serialShare'] {
  const measured = points.filter(({ seconds }) => seconds.length > 0).toSorted((a, b) => a.workers - b.workers)
  const [single, ...others] = measured
  if (single?.workers !== 1) return { missing: 'one worker alone was not measured' }
  if (others.length === 0) return { missing: 'only one worker was measured' }
  const repeats = Math.min(...measured.map(({ seconds }) => seconds.length))
  const fits = Array.from({ length: repeats }, (_, repeat) => serialShare(measured, ({ seconds }) => seconds[repeat]!))
  const value = serialShare(measured, ({ seconds }) => median(seconds))
  if (value > 1) return { missing: 'more workers took longer than one, which no serial share explains' }
  return { value: within(value), min: within(Math.min(value, ...fits)), max: within(Math.max(value, ...fits)) }
}

/** The fit through one time of each point, the first of which has one worker; not limited to 0..1. */
function serialShare(points: readonly SweepPoint[], timeOf: (point: SweepPoint) => number): number {
  const alone = timeOf(points[0]!)
  const terms = points.slice(1).map((point) => {
    const serial = 1 - 1 / point.workers
    return { serial, excess: timeOf(point) / alone - 1 / point.workers }
  })
  return sum(terms.map(({ serial, excess }) => serial * excess)) / sum(terms.map(({ serial }) => serial ** 2))
}

/** More speed-up than workers is caches and chance: no share is below 0. */
function within(share: number): number {
  return Math.min(1, Math.max(0, share))
}
