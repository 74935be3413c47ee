import { setPlatformAPI } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { Figure, Measurement } from '../contract/figure.ts'
import { init, use } from './echarts.ts'
import { legendOf, type LegendEntry } from './legend.ts'
import { palette, roomFor, type Look } from './look.ts'
import { figureOption } from './option.ts'

use([SVGRenderer])
// Without a page there is no font to measure: every letter is as wide as the mean one, and what is not Latin as high.
setPlatformAPI({
  measureText(text = '', font = '') {
    const fontSize = Number.parseFloat(/[\d.]+(?=px)/u.exec(font)?.[0] ?? '12')
    return { width: /[\u3000-\uffff]/u.test(text) ? text.length * fontSize : roomFor([text], { fontSize }) }
  },
})

type SvgLook = Pick<Look, 'theme' | 'width' | 'height'> & Partial<Look>

/** A figure with its legend as the text of an SVG, drawn without a page, its caption being above it. Undefined for a grid, which is a table. */
export function figureSvg(figure: Figure, measurements: readonly Measurement[], look: SvgLook): string | undefined {
  const whole: Look = { fontFamily: 'Inter, sans-serif', fontSize: 12, hidden: [], captioned: true, ...look }
  const rows = legendRows(legendOf(figure, measurements, whole), whole)
  const top = rows.length * whole.fontSize * 1.6
  const option = figureOption(figure, measurements, { ...whole, height: whole.height - top })
  if (option === undefined) return undefined
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: whole.width, height: whole.height - top })
  try {
    chart.setOption(option)
    const drawn = chart.renderToSVGString().replace('<svg ', `<svg y="${top}" `)
    const { width, height } = whole
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${legendSvg(rows, whole)}${drawn}</svg>`
  } finally {
    chart.dispose()
  }
}

interface Placed extends LegendEntry {
  readonly x: number
}

const SWATCH = 20
const GAP = 16

/** As many entries in a row as fit. */
function legendRows(entries: readonly LegendEntry[], look: Look): Placed[][] {
  const rows: Placed[][] = []
  let x = Infinity
  for (const entry of entries) {
    const width = SWATCH + 6 + roomFor([entry.label], look) + GAP
    if (x + width - GAP > look.width) {
      rows.push([])
      x = 0
    }
    rows.at(-1)!.push({ ...entry, x })
    x += width
  }
  return rows
}

function legendSvg(rows: readonly (readonly Placed[])[], look: Look): string {
  const { fontSize, fontFamily } = look
  return rows
    .flatMap((row, i) =>
      row.map((entry) => {
        const y = (i * 1.6 + 0.7) * fontSize
        const words = `<text x="${entry.x + SWATCH + 6}" y="${y + fontSize * 0.35}" font-size="${fontSize}" font-family="${fontFamily}" fill="${palette(look).dim}">${escaped(entry.label)}</text>`
        return swatch(entry, y, look) + words
      }),
    )
    .join('')
}

/** From the middle. */
const SYMBOL_PATHS = {
  circle: 'm-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z',
  rect: 'm-3 -3h6v6h-6z',
  triangle: 'm0 -3.5l3.5 6h-7z',
  diamond: 'm0 -4l4 4l-4 4l-4 -4z',
}

function swatch({ x, mark, color, dash, hollow, symbol }: Placed, y: number, look: Look): string {
  const size = look.fontSize * 0.7
  const dashes = dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`
  if (mark === 'line') {
    const stroke = `stroke="${color}" stroke-width="2"`
    const face = `fill="${hollow ? palette(look).panel : color}" stroke="${color}" stroke-width="1.5"`
    const sign = symbol === undefined ? '' : `<path d="M${x + SWATCH / 2} ${y}${SYMBOL_PATHS[symbol]}" ${face}/>`
    return `<path d="M${x} ${y}h${SWATCH}" ${stroke}${dashes}/>${sign}`
  }
  const fill = mark === 'ghost' ? 'none' : color
  const opacity = mark === 'bar' && hollow ? ' fill-opacity="0.35"' : ''
  return `<rect x="${x}" y="${y - size / 2}" width="${SWATCH}" height="${size}" fill="${fill}"${opacity} stroke="${color}"${dashes}/>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
