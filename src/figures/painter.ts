import type { Chart, ChartConfiguration } from 'chart.js'
import type { Figure, Measurement } from '../contract/figure.ts'
import { titleStyle } from './axis.ts'
import { createChart } from './chart-js.ts'
import type { FigureStyle } from './figure-style.ts'
import { paintGraph } from './graph.ts'
import type { Context2d } from './paint.ts'
import { plotOf } from './figure-plot.ts'
import type { Plot, PlotFrame } from './plot.ts'

/** A canvas of the page, or what stands for one in an export. */
export interface FigureCanvas {
  width: number
  height: number
  getContext(kind: '2d'): Context2d | null
}

/** Draws figures on one canvas, one after the other. */
export interface FigurePainter {
  paint(figure: Figure, measurements: readonly Measurement[], style: FigureStyle): void
  /** A place on the canvas, in the units of the axes; a category counts as its index. Undefined outside the axes. */
  valueAt(x: number, y: number): readonly [x: number, y: number] | undefined
  /** Pixels of a value on the x axis. */
  pixelOf(x: number): number | undefined
  dispose(): void
}

/** One chart lives as long as its canvas and is updated in place: making one costs several times an update. */
export function createFigurePainter(canvas: FigureCanvas): FigurePainter {
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('This canvas cannot be drawn on.')
  let chart: Chart | undefined
  // What is painted under and over the chart of the moment.
  let plot: Plot | undefined
  let drawnType: Plot['type'] | undefined
  const dispose = () => {
    chart?.destroy()
    chart = undefined
  }
  const layers = {
    id: 'figure',
    beforeDatasetsUpdate: (laidOut: Chart) => {
      const thickness = plot?.thickness?.(frameOf(context, laidOut))
      for (const dataset of laidOut.data.datasets) Object.assign(dataset, thickness)
    },
    beforeDatasetsDraw: (drawn: Chart) => plot?.paintUnder?.(frameOf(context, drawn)),
    afterDatasetsDraw: (drawn: Chart) => plot?.paintOver?.(frameOf(context, drawn)),
  }
  const paintPlot = (next: Plot, style: FigureStyle) => {
    plot = next
    const { type, data, options } = configuration(next, style)
    if (type !== drawnType) dispose()
    drawnType = type
    if (chart === undefined) {
      sizeCanvas(canvas, style, 1)
      chart = createChart(canvas, { type, data, options, plugins: [layers] })
      return
    }
    chart.data = data
    chart.options = options
    if (chart.width !== style.width || chart.height !== style.height) chart.resize(style.width, style.height)
    else chart.update('none')
  }
  return {
    paint(figure, measurements, style) {
      if (figure.kind === 'chart' || figure.kind === 'lanes') {
        paintPlot(plotOf(figure, measurements, style), style)
        return
      }
      dispose()
      if (figure.kind !== 'graph') return
      const { pixelRatio = 1, width, height } = style
      sizeCanvas(canvas, style, pixelRatio)
      context.setTransform(pixelRatio, 0, 0, pixelRatio, 0, 0)
      context.clearRect(0, 0, width, height)
      paintGraph(figure, context, style)
    },
    valueAt(x, y) {
      const [across, up] = [chart?.scales['x']?.getValueForPixel(x), chart?.scales['y']?.getValueForPixel(y)]
      if (chart === undefined || across === undefined || up === undefined) return undefined
      const { left, right, top, bottom } = chart.chartArea
      return x < left || x > right || y < top || y > bottom ? undefined : [across, up]
    },
    pixelOf: (x) => chart?.scales['x']?.getPixelForValue(x),
    dispose,
  }
}

function sizeCanvas(canvas: FigureCanvas, { width, height }: FigureStyle, pixelRatio: number): void {
  canvas.width = Math.round(width * pixelRatio)
  canvas.height = Math.round(height * pixelRatio)
}

function frameOf(context: Context2d, { chartArea: { left, top, width, height }, scales }: Chart): PlotFrame {
  return {
    context,
    area: { x: left, y: top, width, height },
    x: (value) => scales['x']!.getPixelForValue(value),
    y: (value) => scales['y']!.getPixelForValue(value),
  }
}

function configuration(
  plot: Plot,
  style: FigureStyle,
): Required<Pick<ChartConfiguration<'bar' | 'line'>, 'type' | 'data' | 'options'>> {
  const { type, indexAxis, labels = [], datasets = [], x, y, title, left = 2, right = 0 } = plot
  return {
    type,
    data: { labels: [...labels], datasets: [...datasets] },
    options: {
      indexAxis,
      animation: false,
      // No listener, no drawing on hover: the read-out is ours.
      events: [],
      responsive: false,
      maintainAspectRatio: false,
      devicePixelRatio: style.pixelRatio ?? 1,
      layout: { padding: { left, right, bottom: 1 } },
      scales: { x: { ...x, axis: 'x' }, y: { ...y, axis: 'y' } },
      plugins: {
        title:
          title === undefined
            ? {}
            : { ...titleStyle(title, style), align: 'start', padding: { bottom: style.fontSize * 0.8 } },
      },
    },
  }
}
