import type { Reference } from '../contract/figure.ts'
import { fade } from '../contract/palette.ts'
import { axisTitle, valueScale, withTitle, type AxisSpec } from './axis.ts'
import { measuredAxis, measuredTitle } from './caption.ts'
import { palette, type FigureStyle } from './figure-style.ts'
import { lines, shape, text } from './paint.ts'
import type { Plot, PlotFrame } from './plot.ts'
import { referenceColor, referenceDash, type ChartData, type Series } from './series.ts'

/** A bar from each bin's lower edge to the next; references are upright lines at their x. */
export function histogramPlot(data: ChartData, style: FigureStyle): Plot {
  const { chart } = data
  const scale = chart.x.scale === 'log' ? 'log' : 'linear'
  const bins = data.series.map((series) => binsOf(series, scale).filter(({ value }) => value > 0))
  const edges = [...bins.flat().flatMap(({ from, to }) => [from, to]), ...marks(data)]
  const across = { ...chart.x, scale, values: edges, tight: true } as const
  // The heights of references mean nothing.
  const measured = { ...data, references: [] }
  return {
    type: 'line',
    title: measuredTitle(measured, style),
    right: style.fontSize + 6,
    x: withTitle(valueScale(across, 'x', style), axisTitle(across), style),
    y: valueScale(withHeadroom(measuredAxis(measured), data), 'y', style),
    paintUnder: (frame) => {
      for (const [i, series] of data.series.entries()) paintBins(bins[i]!, series, data.series.length > 1, frame)
      for (const reference of data.references) paintUpright(reference, data, frame, style)
    },
  }
}

/** The axis with room for the labels of references above the bins. */
function withHeadroom(axis: AxisSpec, { references }: ChartData): AxisSpec {
  const highest = Math.max(0, ...axis.values) * 1.1
  return references.length === 0 ? axis : { ...axis, values: [...axis.values, highest] }
}

const marks = ({ references }: ChartData) => references.flatMap(({ points }) => points.map(({ x }) => Number(x)))

interface Bin {
  readonly from: number
  readonly to: number
  readonly value: number
}

/** The last bin is as wide as the one before it. */
export function binsOf({ points }: Pick<Series, 'points'>, scale: 'linear' | 'log'): readonly Bin[] {
  const sorted = points.toSorted((a, b) => Number(a.x) - Number(b.x))
  const edges = sorted.map(({ x }) => Number(x))
  const [last = 0, before = last - 1] = [edges.at(-1), edges.at(-2)]
  const end = scale === 'log' && before > 0 ? (last * last) / before : last + (last - before)
  return sorted.map(({ value = 0 }, i) => ({ from: edges[i]!, to: edges[i + 1] ?? end, value }))
}

/** Bins of several series lie over each other: they are lighter, and outlined. */
function paintBins(bins: readonly Bin[], { color }: Series, isShared: boolean, frame: PlotFrame): void {
  const paint = { fill: fade(color, isShared ? 0.3 : 0.75), stroke: isShared ? { color } : undefined }
  const bottom = frame.area.y + frame.area.height
  shape(frame.context, paint, () => {
    for (const { from, to, value } of bins) {
      const [left, right, top] = [frame.x(from), frame.x(to), frame.y(value)]
      const gap = right - left > 6 ? 1 : 0
      frame.context.rect(left, top, Math.max(right - left - gap, 0.5), bottom - top)
    }
  })
}

function paintUpright(
  reference: Reference,
  data: ChartData,
  { context, area, x }: PlotFrame,
  style: FigureStyle,
): void {
  const stroke = { color: referenceColor(reference, style), dash: referenceDash(data.chart, reference), width: 1.5 }
  for (const point of reference.points) {
    const across = x(Number(point.x))
    const isRight = across > area.x + area.width * 0.6
    lines(
      context,
      [
        [
          [across, area.y],
          [across, area.y + area.height],
        ],
      ],
      stroke,
    )
    const paint = {
      fill: palette(style).dim,
      align: isRight ? ('right' as const) : ('left' as const),
      width: area.width * 0.4,
    }
    text(context, [across + (isRight ? -4 : 4), area.y + style.fontSize * 0.6], reference.label, paint, style)
  }
}
