import type { Measurement, Point, Reference } from '../contract/figure.ts'
import { formatIn } from '../contract/text.ts'
import { shortIn } from './axis.ts'

/** "5 ms", "threads": where on its axis a point is. */
export function xWords(x: Point['x'], unit: string): string {
  return typeof x === 'number' ? shortIn(unit, x) : x
}

/** "4.02 s, 3.98 s to 4.11 s", or why there is none. */
export function pointWords({ value, low, high, missing }: Point, { unit }: Pick<Measurement, 'unit'>): string {
  if (value === undefined) return missing ?? formatIn(unit, undefined)
  const range =
    low === undefined || high === undefined || low === high ? '' : `, ${formatIn(unit, low)} to ${formatIn(unit, high)}`
  return `${formatIn(unit, value)}${range}`
}

/** The label of a reference, or its source if several are labelled alike. */
export function referenceName({ label, source }: Reference, all: readonly Reference[]): string {
  return all.filter((other) => other.label === label).length > 1 ? (source ?? label) : label
}

/** "published, Beazley 2009: 45.5 s", a line for each reference that has a point there. */
export function referenceWords(references: readonly Reference[], x: Point['x'], unit: string): string[] {
  return references.flatMap((reference) =>
    reference.points.flatMap((point) =>
      point.x === x ? `${referenceName(reference, references)}: ${formatIn(unit, point.value)}` : [],
    ),
  )
}
