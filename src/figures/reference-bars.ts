import type { Reference } from '../contract/figure.ts'
import { fade } from '../contract/palette.ts'
import { formatIn } from '../contract/text.ts'
import { MIN_LABELLED } from './bar-labels.ts'
import { barGeometry, slotOf, type BarLayout } from './bar-geometry.ts'
import { palette, type FigureStyle } from './figure-style.ts'
import { lines, rect, text } from './paint.ts'
import type { PlotFrame } from './plot.ts'
import { referenceColor, referenceDash, type ChartData } from './series.ts'

/** How much wider than its bar an outline is: around one bar of several, and around all of a category. Chosen by eye. */
const WIDER = { bar: 1.12, category: 1.35 }

/** Behind the bars: what was published is the dashed outline of a bar, what would be ideal a dotted line. */
export function paintReferenceBars(data: ChartData, layout: BarLayout, frame: PlotFrame, style: FigureStyle): void {
  for (const reference of data.references) {
    for (const { x, value } of reference.points) {
      if (!layout.log || value > 0) paintReference(reference, x, value, { data, layout, frame, style })
    }
  }
}

interface Setting {
  readonly data: ChartData
  readonly layout: BarLayout
  readonly frame: PlotFrame
  readonly style: FigureStyle
}

function paintReference(reference: Reference, x: string | number, value: number, setting: Setting): void {
  const { data, layout, frame, style } = setting
  const { context } = frame
  const stroke = { color: referenceColor(reference, style), dash: referenceDash(data.chart, reference) }
  const wider = reference.series === undefined || data.series.length < 2 ? WIDER.category : WIDER.bar
  const geometry = barGeometry(layout, layout.categories.indexOf(x), frame)
  const { across, thick } = slotOf(data, geometry, reference.series)
  const [end, half] = [geometry.along(value), (thick * wider) / 2]
  const isFarthest = value === Math.max(...rivalsOf(reference, x, data))
  if (reference.kind === 'published' && isFarthest) {
    rect(context, geometry.box(geometry.zero, end, across, 2 * half), { stroke, fill: fade(stroke.color, 0.06) })
  } else {
    lines(context, [[geometry.spot(end, across - half), geometry.spot(end, across + half)]], { ...stroke, width: 1.5 })
  }
  const isAlone = !isMeasured(reference, x, data) && isFarthest
  if (!isAlone || !layout.flat || 2 * half < MIN_LABELLED) return
  const paint = { fill: palette(style).faint, size: Math.min(style.fontSize, 2 * half) }
  text(context, [end + 6, across], formatIn(data.measurement.unit, value), paint, style)
}

/** Ends of all that was published about the same bar. Only the farthest has a whole outline: the lines of the others would lie on top of it. */
function rivalsOf({ series }: Reference, x: string | number, { references }: ChartData): number[] {
  const same = references.filter((other) => other.kind === 'published' && other.series === series)
  return same.flatMap(({ points }) => points.flatMap((point) => (point.x === x ? point.value : [])))
}

function isMeasured(reference: Reference, x: string | number, { series }: ChartData): boolean {
  const compared = series.filter(({ name }) => reference.series === undefined || reference.series === name)
  return compared.some(({ points }) => points.some((point) => point.x === x))
}
