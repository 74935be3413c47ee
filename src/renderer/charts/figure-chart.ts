import { CanvasRenderer } from 'echarts/renderers'
import type { Figure, Measurement } from '../../contract/figure.ts'
import { init, use } from '../../figures/echarts.ts'
import type { Look } from '../../figures/look.ts'
import { figureOption } from '../../figures/option.ts'
import { readOut, type ReadOut } from '../../figures/read-out.ts'

use([CanvasRenderer])

/** Short trials come many a second, and each has a picture: a run is measured meanwhile. */
const PACE_MS = 250

/** A figure in a place of the page. Sizes and positions are in CSS pixels. */
export interface FigureChart {
  draw(figure: Figure, measurements: readonly Measurement[], look: Omit<Look, 'width' | 'height'>): void
  /** What is at a place, and where the line through it stands where the figure's x is a scale. */
  at(x: number, y: number): Hit | undefined
  dispose(): void
}

export interface Hit extends ReadOut {
  readonly lineX?: number
}

export function createFigureChart(place: HTMLElement): FigureChart {
  const chart = init(place, null, { renderer: 'canvas' })
  let drawn: Parameters<FigureChart['draw']> | undefined
  let paintedMs = -Infinity
  let later: ReturnType<typeof setTimeout> | undefined
  const paint = () => {
    clearTimeout(later)
    later = undefined
    paintedMs = performance.now()
    const { clientWidth: width, clientHeight: height } = place
    if (drawn === undefined || width === 0 || height === 0) return
    const [figure, measurements, look] = drawn
    chart.resize({ width, height })
    const option = figureOption(figure, measurements, { ...look, width, height })
    if (option === undefined) return
    // Custom shapes would take over places and styles of those that stood in their position before.
    chart.clear()
    chart.setOption(option, { silent: true })
  }
  // A place that changes its size, and one that has just got one.
  const observer = new ResizeObserver(paint)
  observer.observe(place)
  return {
    draw(...next) {
      drawn = next
      const restMs = paintedMs + PACE_MS - performance.now()
      if (restMs <= 0) paint()
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
