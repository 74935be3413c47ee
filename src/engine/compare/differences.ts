import type { Chart, Grid, Measurement } from '../../contract/figure.ts'
import { formatFactor, formatSeconds } from '../../contract/text.ts'
import { compare, type Spread } from '../experiments/judging.ts'

export type Cell = Grid['rows'][number]['cells'][number]

export const plain = (text: string): Cell => ({ text, tone: 'plain' })

/** Bars of a measurement; `xLabel` says what stands below them. */
export function barsOf({ id, label }: Measurement, xLabel: string): Chart {
  const x = { label: xLabel, unit: '', scale: 'category' } as const
  return { kind: 'chart', id, title: label, measurement: id, mark: 'bars', x, y: { scale: 'linear' }, references: [] }
}

/** "1.20 s, 0.80×: faster": a wall time, its ratio to `base`, and whether they differ beyond the noise. */
export function differenceCell(base: Spread, other: Spread): Cell {
  const { ratio, change } = compare(base, other)
  const text = `${formatSeconds(other.median)}, ${formatFactor(ratio)}`
  if (change === 'faster') return { text: `${text}: faster`, tone: 'good' }
  if (change === 'slower') return { text: `${text}: slower`, tone: 'bad' }
  return { text: `${text}: ${change === 'same' ? 'no difference beyond the noise' : 'too noisy to say'}`, tone: 'dim' }
}

/** Sentence on a feature in which records differ; none where all have the same value. `records`: what they are, in the plural. */
export function unlike(records: string, what: string, values: readonly string[]): string[] {
  const distinct = [...new Set(values)]
  return distinct.length === 1 ? [] : [`The ${records} differ in ${what}: ${distinct.join('; ')}.`]
}
