import type { Figure, Measurement } from '../../../contract/figure.ts'
import { legendOf } from '../../../figures/legend.ts'
import type { FigureStyle } from '../../../figures/figure-style.ts'
import { createFigurePainter } from '../../../figures/painter.ts'
import { legendHeight, legendRows, paintLegend } from './legend.ts'
import { createSvgCanvas } from './svg-context.ts'

type SvgStyle = Pick<FigureStyle, 'theme' | 'width' | 'height'> & Partial<FigureStyle>

/** A figure with its legend as the text of an SVG, drawn without a page, its caption being above it. Undefined for a grid, which is a table. */
export function figureSvg(figure: Figure, measurements: readonly Measurement[], wanted: SvgStyle): string | undefined {
  if (figure.kind === 'grid') return undefined
  const style: FigureStyle = { fontFamily: 'Inter, sans-serif', fontSize: 12, hidden: [], captioned: true, ...wanted }
  const { width, height, fontFamily } = style
  const rows = legendRows(legendOf(figure, measurements, style), style)
  const top = legendHeight(rows, style)
  const legend = createSvgCanvas(width, top, 0, 0)
  paintLegend(legend.getContext(), rows, style)
  const canvas = createSvgCanvas(width, height - top, 0, top)
  const painter = createFigurePainter(canvas)
  try {
    painter.paint(figure, measurements, { ...style, height: height - top })
    const drawn = legend.getContext().markup() + canvas.getContext().markup()
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fontFamily}">${drawn}</svg>`
  } finally {
    painter.dispose()
  }
}
