import type { Chart, Lanes, Measurement } from '../contract/figure.ts'
import { barsPlot } from './bars.ts'
import type { FigureStyle } from './figure-style.ts'
import { histogramPlot } from './histogram.ts'
import { lanesPlot } from './lanes.ts'
import { linesPlot } from './lines.ts'
import type { Plot } from './plot.ts'
import { chartData } from './series.ts'

/** A graph and a grid have no axes: they are no plots. */
export function plotOf(figure: Chart | Lanes, measurements: readonly Measurement[], style: FigureStyle): Plot {
  if (figure.kind === 'lanes') return lanesPlot(figure, style)
  const data = chartData(figure, measurements, style)
  switch (figure.mark) {
    case 'bars':
      return barsPlot(data, style)
    case 'lines':
      return linesPlot(data, style)
    case 'histogram':
      return histogramPlot(data, style)
  }
  return figure.mark satisfies never
}
