import type { Measurement } from '../../../contract/figure.ts'
import { formatIn } from '../../../contract/text.ts'
import { escapeHtml, tableHtml } from './html.ts'

/** Each measurement as a table: where, the median, its range, and of how many repeats. */
export function measurementsHtml(measurements: readonly Measurement[]): string {
  return measurements
    .map(({ label, unit, points }) => `<h3>${escapeHtml(label)}</h3>${pointsHtml(points, unit)}`)
    .join('\n')
}

function pointsHtml(points: Measurement['points'], unit: string): string {
  const number = (value: number | undefined) => ({ text: formatIn(unit, value), number: true })
  return tableHtml(
    ['', 'at', 'median', 'smallest', 'largest', 'repeats'],
    points.map(({ series, x, value, low, high, repeats, missing }) => [
      { text: series },
      { text: typeof x === 'number' ? String(Number(x.toPrecision(6))) : x },
      missing === undefined ? number(value) : { text: missing },
      number(low),
      number(high),
      { text: String(repeats ?? ''), number: true },
    ]),
  )
}
