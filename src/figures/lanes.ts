import type { Lanes } from '../contract/figure.ts'
import { fade, workerColor } from '../contract/palette.ts'
import { axisTitle, valueScale, withTitle } from './axis.ts'
import { palette, roomFor, type FigureStyle } from './figure-style.ts'
import { lines, rect, shape, text, type Rect } from './paint.ts'
import type { Plot, PlotFrame } from './plot.ts'

/** Share of its band that a lane fills, and its greatest height in pixels. */
const FILL = 0.74
const MAX_HEIGHT = 28
/** Pixels after a label. */
const GAP = 6
/** A smaller span has no room for its worker's number. */
const MIN_NUMBERED = { width: 13, height: 9 }

/** A lane for each worker, and one for what they take turns with. */
export function lanesPlot(figure: Lanes, style: FigureStyle): Plot {
  const count = Math.max(figure.lanes.length, 1)
  const labels = laneLabels(figure, style)
  const [min, max] = style.window ?? [0, figure.windowMs]
  const time = { label: 'time', unit: 'ms', scale: 'linear', values: [min, max], tight: true } as const
  return {
    type: 'line',
    left: labels.width,
    right: style.fontSize + 6,
    x: withTitle(valueScale(time, 'x', style), axisTitle(time), style),
    y: { type: 'linear', display: false, reverse: true, min: -0.5, max: count - 0.5 },
    paintUnder: (frame) => {
      labels.paint(frame)
      paintLaneBackgrounds(figure, frame, style)
      paintSpans(figure, [min, max], frame, style)
    },
  }
}

const opens = ({ lanes }: Lanes, i: number) => lanes[i - 1]?.group !== lanes[i]?.group

/** A column of groups and one of lanes, each at most a fifth of the width. */
function laneLabels({ lanes, ...figure }: Lanes, style: FigureStyle) {
  const size = Math.max(Math.min(style.fontSize, (style.height - 34) / Math.max(lanes.length, 1) - 1.5), 7)
  const column = (texts: readonly string[]) => Math.min(roomFor(texts, { fontSize: size }), style.width * 0.2)
  const groups = column(lanes.map(({ group }) => group))
  const names = column(lanes.map(({ label }) => label))
  const { dim, faint } = palette(style)
  const start = 2 + groups + GAP
  return {
    width: start + names + GAP,
    paint({ context, y }: PlotFrame) {
      for (const [i, { group, label }] of lanes.entries()) {
        if (opens({ ...figure, lanes }, i))
          text(context, [2, y(i)], group, { fill: dim, weight: 600, width: groups, size }, style)
        text(context, [start, y(i)], label, { fill: faint, width: names, size }, style)
      }
    },
  }
}

/** Draws the background of the spans, or the reason why there are none, and a line above each group. */
function paintLaneBackgrounds(figure: Lanes, frame: PlotFrame, style: FigureStyle): void {
  const { context, area } = frame
  const { line, dim, idle } = palette(style)
  const count = figure.lanes.length
  for (const [i, { missing }] of figure.lanes.entries()) {
    const box = laneBox(frame, i, count)
    const top = area.y + (area.height / count) * i
    if (i > 0 && opens(figure, i))
      lines(
        context,
        [
          [
            [0, top],
            [area.x + area.width, top],
          ],
        ],
        { color: line },
      )
    if (missing === undefined) rect(context, box, { fill: fade(idle, 0.09) })
    else {
      const paint = { fill: dim, width: area.width - 8, size: Math.min(style.fontSize, box.height + 2) }
      text(context, [area.x + 4, box.y + box.height / 2], missing, paint, style)
    }
  }
}

function laneBox({ area, y }: PlotFrame, i: number, count: number): Rect {
  const height = Math.max(Math.min((area.height / count) * FILL, MAX_HEIGHT), 1)
  return { x: area.x, y: y(i) - height / 2, width: area.width, height }
}

interface Span {
  readonly box: Rect
  /** Index of the worker; undefined where nobody's is known. */
  readonly worker: number | undefined
}

/** The spans of a lane, one path a colour: a lane has up to thousands of them. */
function paintSpans(figure: Lanes, shown: readonly [number, number], frame: PlotFrame, style: FigureStyle): void {
  for (const [i, lane] of figure.lanes.entries()) {
    const spans = spansOf(lane, shown, laneBox(frame, i, figure.lanes.length), frame)
    for (const worker of new Set(spans.map((span) => span.worker))) {
      const fill = worker === undefined ? palette(style).idle : workerColor(worker, style.theme)
      shape(frame.context, { fill }, () => {
        for (const { box } of spans.filter((span) => span.worker === worker))
          frame.context.rect(box.x, box.y, box.width, box.height)
      })
    }
    if (lane.worker === undefined) for (const span of spans) paintNumber(span, frame, style)
  }
}

function spansOf(
  lane: Lanes['lanes'][number],
  [from, to]: readonly [number, number],
  box: Rect,
  frame: PlotFrame,
): Span[] {
  const { spans, worker, owners } = lane
  return spans.flatMap((start, i) => {
    const end = spans[i + 1]
    if (i % 2 === 1 || end === undefined || end <= from || start >= to) return []
    const [left, right] = [frame.x(Math.max(start, from)), frame.x(Math.min(end, to))]
    if (right <= left) return []
    return { box: { ...box, x: left, width: Math.max(right - left, 0.5) }, worker: worker ?? owners?.[i / 2] }
  })
}

function paintNumber({ box: { x, y, width, height }, worker }: Span, { context }: PlotFrame, style: FigureStyle): void {
  if (worker === undefined || width < MIN_NUMBERED.width || height < MIN_NUMBERED.height) return
  const size = Math.min(style.fontSize, height)
  const paint = { fill: palette(style).panel, align: 'center', weight: 600, size } as const
  text(context, [x + width / 2, y + height / 2], String(worker + 1), paint, style)
}
