import { CanvasRenderer } from 'echarts/renderers'
import type { Figure, Measurement } from '../../contract/figure.ts'
import { init, use } from '../../figures/echarts.ts'
import type { Look } from '../../figures/look.ts'
import { figureOption } from '../../figures/option.ts'
import { readOut, type ReadOut } from '../../figures/read-out.ts'

use([CanvasRenderer])

/** Short trials come many a second, and each has a picture; a drawing takes some milliseconds of a core that is measured meanwhile. */
const PACE_MS = 1000

/** Size and font size are the place's. */
type PlaceLook = Omit<Look, 'width' | 'height' | 'fontSize'>

/** A figure in a place of the page. Sizes and positions are in CSS pixels. */
export interface FigureChart {
  draw(figure: Figure, measurements: readonly Measurement[], look: PlaceLook): void
  /** What is at a place, and where the line through it stands where the figure's x is a scale. */
  at(x: number, y: number): Hit | undefined
  dispose(): void
}

export interface Hit extends ReadOut {
  readonly lineX?: number
}

/** What a figure shows, as a text: a new picture may have one that has not changed. */
function content(drawn: Parameters<FigureChart['draw']> | undefined): string {
  if (drawn === undefined) return ''
  const [figure, measurements] = drawn
  const own = figure.kind === 'chart' ? measurements.find(({ id }) => id === figure.measurement) : undefined
  return JSON.stringify([figure, own])
}

export function createFigureChart(place: HTMLElement): FigureChart {
  const chart = init(place, null, { renderer: 'canvas' })
  let drawn: Parameters<FigureChart['draw']> | undefined
  let paintedMs = -Infinity
  let later: ReturnType<typeof setTimeout> | undefined
  const paint = () => {
    clearTimeout(later)
    later = undefined
    const { clientWidth: width, clientHeight: height } = place
    if (drawn === undefined || width === 0 || height === 0) return
    const [figure, measurements, look] = drawn
    chart.resize({ width, height })
    const fontSize = Number.parseFloat(getComputedStyle(place).fontSize)
    const option = figureOption(figure, measurements, { ...look, width, height, fontSize })
    if (option === undefined) return
    paintedMs = performance.now()
    // Custom shapes would take over places and styles of those that stood in their position before.
    chart.clear()
    chart.setOption(option, { silent: true })
  }
  // A place that changes its size, and one that has just got one.
  const observer = new ResizeObserver(paint)
  observer.observe(place)
  return {
    draw(...next) {
      const [before, now] = [drawn, next].map(content)
      const isOther = drawn?.[2] !== next[2]
      drawn = next
      if (before === now && !isOther) return
      const restMs = paintedMs + PACE_MS - performance.now()
      if (restMs <= 0 || before === now) paint()
      else later ??= setTimeout(paint, restMs)
    },
    at(x, y) {
      if (drawn === undefined || !chart.containPixel('grid', [x, y])) return undefined
      const [figure, measurements] = drawn
      const [across = NaN, up = NaN] = [chart.convertFromPixel('grid', [x, y])].flat()
      const hit = readOut(figure, measurements, [across, up])
      if (hit === undefined || figure.kind !== 'chart' || figure.mark !== 'lines') return hit
      return { ...hit, lineX: [chart.convertToPixel('grid', [hit.x, up])].flat()[0] }
    },
    dispose() {
      clearTimeout(later)
      observer.disconnect()
      chart.dispose()
    },
  }
}
