import type { Reference } from '../contract/figure.ts'
import { fade } from '../contract/palette.ts'
import { axisTitle, frame, valueAxis } from './axis.ts'
import { measuredAxis, measuredTitle } from './caption.ts'
import type { FigureOption, FigureSeries, RenderItem } from './echarts.ts'
import { palette, type Look } from './look.ts'
import { referenceColor, referenceDash, type ChartData, type Series } from './series.ts'
import { areaOf, group, line, rect, rowOf, text } from './shapes.ts'

/** A bar from each bin's lower edge to the next; references are lines upright where their x is. */
export function histogramOption(data: ChartData, look: Look): FigureOption {
  const { chart } = data
  const scale = chart.x.scale === 'log' ? 'log' : 'linear'
  const bins = data.series.map((series) => binsOf(series, scale))
  const edges = [...bins.flat().flatMap(({ from, to }) => [from, to]), ...marks(data)]
  const across = { ...chart.x, scale, values: edges, tight: true } as const
  // The heights of references mean nothing.
  const own = { ...data, references: [] }
  return {
    ...frame({ x: axisTitle(across), y: measuredTitle(own, look) }, look, look.fontSize + 6),
    xAxis: valueAxis(across, look),
    yAxis: valueAxis(measuredAxis(own), look),
    series: [
      ...data.series.map((series, i) => columns(series, bins[i]!, data)),
      ...data.references.map((reference) => uprights(reference, data, look)),
    ],
  }
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

function columns({ name, color }: Series, bins: readonly Bin[], { series }: ChartData): FigureSeries {
  const fill = fade(color, series.length > 1 ? 0.3 : 0.75)
  const renderItem: RenderItem = (params, api) => {
    const [from, to, value] = rowOf(api)
    const area = areaOf(params)
    const [[left = 0, top = 0], [right = 0]] = [api.coord([from, value]), api.coord([to, value])]
    const bottom = area.y + area.height
    const gap = right - left > 6 ? 1 : 0
    const box = { x: left, y: top, width: Math.max(right - left - gap, 0.5), height: bottom - top }
    return rect(box, { fill, stroke: series.length > 1 ? { color, width: 1 } : undefined })
  }
  const rows = bins.filter(({ value }) => value > 0).map(({ from, to, value }) => [from, to, value])
  const encode = { x: [0, 1], y: 2 }
  return { type: 'custom', name, renderItem, z: 3, data: rows, encode, clip: true }
}

function uprights(reference: Reference, data: ChartData, look: Look): FigureSeries {
  const stroke = { color: referenceColor(reference, look), dash: referenceDash(data.chart, reference), width: 1.5 }
  const renderItem: RenderItem = (params, api) => {
    const area = areaOf(params)
    const [x = 0] = api.coord([rowOf(api)[0], 1])
    const toLeft = x > area.x + area.width * 0.6
    const style = { fill: palette(look).dim, align: toLeft ? ('right' as const) : ('left' as const) }
    const at = [x + (toLeft ? -4 : 4), area.y + look.fontSize * 0.6] as const
    return group([
      line([x, area.y], [x, area.y + area.height], stroke),
      text(at, reference.label, { ...style, width: area.width * 0.4 }, look),
    ])
  }
  const rows = reference.points.map(({ x }) => [Number(x)])
  return { type: 'custom', name: reference.label, renderItem, z: 4, data: rows, encode: { x: 0 } }
}
