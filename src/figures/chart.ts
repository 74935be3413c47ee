import type { Chart, Measurement } from '../contract/figure.ts'
import { barsOption } from './bars.ts'
import type { FigureOption } from './echarts.ts'
import { histogramOption } from './histogram.ts'
import { linesOption } from './lines.ts'
import type { Look } from './look.ts'
import { chartData } from './series.ts'

export function chartOption(chart: Chart, measurements: readonly Measurement[], look: Look): FigureOption {
  const data = chartData(chart, measurements, look)
  switch (chart.mark) {
    case 'bars':
      return barsOption(data, look)
    case 'lines':
      return linesOption(data, look)
    case 'histogram':
      return histogramOption(data, look)
  }
  return chart.mark satisfies never
}
