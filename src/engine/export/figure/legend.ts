import { palette, roomFor, type FigureStyle } from '../../../figures/figure-style.ts'
import type { LegendEntry } from '../../../figures/legend.ts'
import { lines, rect, shape, text, type Context2d } from '../../../figures/paint.ts'
import { fade } from '../../../contract/palette.ts'

interface PlacedEntry extends LegendEntry {
  readonly x: number
}

/** Pixels: width of a swatch, between it and its label, and between two entries. */
const SWATCH = 20
const LABEL_GAP = 6
const GAP = 16
/** Height of a row, em. */
const ROW = 1.6

/** Rows of entries, as many in each as fit. */
export function legendRows(entries: readonly LegendEntry[], style: FigureStyle): readonly (readonly PlacedEntry[])[] {
  const rows: PlacedEntry[][] = []
  let x = Infinity
  for (const entry of entries) {
    const width = SWATCH + LABEL_GAP + roomFor([entry.label], style) + GAP
    if (x + width - GAP > style.width) {
      rows.push([])
      x = 0
    }
    rows.at(-1)!.push({ ...entry, x })
    x += width
  }
  return rows
}

export function legendHeight(rows: readonly unknown[], { fontSize }: FigureStyle): number {
  return rows.length * ROW * fontSize
}

export function paintLegend(context: Context2d, rows: ReturnType<typeof legendRows>, style: FigureStyle): void {
  for (const [i, row] of rows.entries()) {
    for (const entry of row) {
      const y = (i * ROW + 0.7) * style.fontSize
      paintSwatch(context, entry, y, style)
      const room = style.width - entry.x - SWATCH - LABEL_GAP
      text(context, [entry.x + SWATCH + LABEL_GAP, y], entry.label, { fill: palette(style).dim, width: room }, style)
    }
  }
}

function paintSwatch(context: Context2d, entry: PlacedEntry, y: number, style: FigureStyle): void {
  const { x, mark, color, dash, hollow, symbol } = entry
  if (mark === 'line') {
    lines(
      context,
      [
        [
          [x, y],
          [x + SWATCH, y],
        ],
      ],
      { color, dash, width: 2 },
    )
    const face = { fill: hollow ? palette(style).panel : color, stroke: { color, width: 1.5 } }
    if (symbol !== undefined) shape(context, face, () => OUTLINES[symbol](context, x + SWATCH / 2, y))
    return
  }
  const height = style.fontSize * 0.7
  const fill = mark === 'outline' ? undefined : hollow ? fade(color, 0.35) : color
  rect(context, { x, y: y - height / 2, width: SWATCH, height }, { fill, stroke: { color, dash } })
}

const polygon = (context: Context2d, spots: readonly (readonly [number, number])[]) => {
  for (const [i, [x, y]] of spots.entries()) {
    if (i === 0) context.moveTo(x, y)
    else context.lineTo(x, y)
  }
  context.closePath()
}

/** Paths of the symbols around a place. */
const OUTLINES = {
  circle: (context: Context2d, x: number, y: number) => context.roundRect(x - 3, y - 3, 6, 6, 3),
  rect: (context: Context2d, x: number, y: number) => context.rect(x - 3, y - 3, 6, 6),
  triangle: (context: Context2d, x: number, y: number) =>
    polygon(context, [
      [x, y - 3.5],
      [x + 3.5, y + 2.5],
      [x - 3.5, y + 2.5],
    ]),
  diamond: (context: Context2d, x: number, y: number) =>
    polygon(context, [
      [x, y - 4],
      [x + 4, y],
      [x, y + 4],
      [x - 4, y],
    ]),
}
