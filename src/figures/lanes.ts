import type { Lanes } from '../contract/figure.ts'
import { fade, workerColor } from '../contract/palette.ts'
import { frame, valueAxis } from './axis.ts'
import type { Axis, FigureOption, FigureSeries, RenderItem } from './echarts.ts'
import { palette, roomFor, shortened, type Look } from './look.ts'
import { areaOf, group, line, rect, rowOf, text, type Rect } from './shapes.ts'

/** Share of its band that a lane fills, and its greatest height. */
const FILL = 0.74
const MAX_HEIGHT = 28
/** After a label. */
const GAP = 6
/** A smaller span has no room for its worker's number. */
const LEAST_NUMBERED = { width: 13, height: 9 }

/** A lane a worker, and one for what they take turns with; the wheel zooms, dragging moves. */
export function lanesOption(figure: Lanes, look: Look): FigureOption {
  const axis = { label: 'time', unit: 'ms', scale: 'linear', values: [0, figure.windowMs], from: 0 } as const
  return {
    ...frame({ x: 'time, ms' }, look, look.fontSize + 6),
    xAxis: { ...valueAxis(axis, look), max: figure.windowMs },
    yAxis: laneAxis(figure, look),
    dataZoom: [{ type: 'inside', xAxisIndex: 0, filterMode: 'none', minValueSpan: figure.windowMs / 1000 }],
    series: [beds(figure, look), spans(figure, look)],
  }
}

const opens = ({ lanes }: Lanes, i: number) => lanes[i - 1]?.group !== lanes[i]?.group

function laneAxis({ lanes, ...figure }: Lanes, look: Look): Axis {
  const fontSize = Math.max(Math.min(look.fontSize, (look.height - 34) / Math.max(lanes.length, 1) - 1.5), 7)
  const small = { ...look, fontSize }
  const column = (texts: readonly string[]) => Math.min(roomFor(texts, small), look.width * 0.2)
  const [forGroup, forLane] = [column(lanes.map(({ group: of }) => of)), column(lanes.map(({ label }) => label))]
  const rich = (room: number) => ({ width: room + GAP, align: 'left' as const, fontSize })
  return {
    type: 'category',
    inverse: true,
    data: lanes.map(({ label }) => label),
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      interval: 0,
      fontSize,
      formatter: (label: string, i: number) => {
        const heading = opens({ ...figure, lanes }, i) ? shortened(plain(lanes[i]!.group), forGroup, small) : ''
        return `{group|${heading}}{lane|${shortened(plain(label), forLane, small)}}`
      },
      rich: {
        group: { ...rich(forGroup), color: palette(look).dim, fontWeight: 600 },
        lane: { ...rich(forLane), color: palette(look).faint },
      },
    },
  }
}

/** Without what would be markup in a label. */
function plain(label: string): string {
  return label.replaceAll(/[{}|]/gu, ' ')
}

/** What the spans lie on, or why there are none; a line above each group. */
function beds(figure: Lanes, look: Look): FigureSeries {
  const renderItem: RenderItem = (params, api) => {
    const [i] = rowOf(api)
    const { missing } = figure.lanes[i]!
    const area = areaOf(params)
    const box = laneBox(area, i, figure.lanes.length)
    const top = area.y + (area.height / figure.lanes.length) * i
    const rule = { color: palette(look).line }
    const size = Math.min(look.fontSize, box.height + 2)
    const style = { fill: palette(look).dim, width: area.width - 8, size }
    return group([
      ...(i > 0 && opens(figure, i) ? [line([0, top], [area.x + area.width, top], rule)] : []),
      ...(missing === undefined
        ? [rect(box, { fill: fade(palette(look).idle, 0.09) })]
        : [text([area.x + 4, box.y + box.height / 2], missing, style, look)]),
    ])
  }
  const rows = figure.lanes.map((_, i) => [i, 0])
  return { type: 'custom', renderItem, z: 1, data: rows, encode: { x: 1, y: 0 } }
}

function laneBox(area: Rect, i: number, lanes: number): Rect {
  const band = area.height / lanes
  const height = Math.max(Math.min(band * FILL, MAX_HEIGHT), 1)
  return { x: area.x, y: area.y + band * (i + 0.5) - height / 2, width: area.width, height }
}

function spans(figure: Lanes, look: Look): FigureSeries {
  const rows = figure.lanes.flatMap(({ spans: ends, worker, owners }, lane) =>
    ends.flatMap((start, i) => (i % 2 === 0 ? [[lane, start, ends[i + 1]!, worker ?? owners?.[i / 2] ?? -1]] : [])),
  )
  const renderItem: RenderItem = (params, api) => {
    const [lane, start, end, worker] = rowOf(api)
    const area = areaOf(params)
    const box = laneBox(area, lane, figure.lanes.length)
    const xOf = (ms: number) => Math.min(Math.max(api.coord([ms, lane])[0]!, area.x), area.x + area.width)
    const [left, right] = [xOf(start), xOf(end)]
    if (right <= left) return undefined
    const part = { ...box, x: left, width: Math.max(right - left, 0.5) }
    const fill = worker < 0 ? palette(look).idle : workerColor(worker, look.theme)
    const shared = figure.lanes[lane]!.worker === undefined && worker >= 0
    return group([rect(part, { fill }), ...(shared ? number(worker, part, look) : [])])
  }
  return { type: 'custom', renderItem, z: 3, data: rows, encode: { x: [1, 2], y: 0 } }
}

function number(worker: number, { x, y, width, height }: Rect, look: Look) {
  if (width < LEAST_NUMBERED.width || height < LEAST_NUMBERED.height) return []
  const size = Math.min(look.fontSize, height)
  const style = { fill: palette(look).panel, align: 'center', weight: 600, size } as const
  return [text([x + width / 2, y + height / 2], String(worker + 1), style, look)]
}
