import type { ChartConfiguration, ChartDataset } from 'chart.js'
import type { Chart, Lanes, Measurement } from '../contract/figure.ts'
import { barsPlot } from './bars.ts'
import type { FigureStyle } from './figure-style.ts'
import { histogramPlot } from './histogram.ts'
import { lanesPlot } from './lanes.ts'
import { linesPlot } from './lines.ts'
import type { Context2d, Rect } from './paint.ts'
import { chartData } from './series.ts'

export type ScaleOptions = NonNullable<NonNullable<NonNullable<ChartConfiguration['options']>['scales']>[string]>

/** What Chart.js draws of a figure, and what is painted under and over it. */
export interface Plot {
  readonly type: 'bar' | 'line'
  /** The axis along which the categories or x values lie. */
  readonly indexAxis?: 'x' | 'y'
  readonly labels?: readonly string[]
  /** The first one is on top. */
  readonly datasets?: readonly ChartDataset[]
  readonly x: ScaleOptions
  readonly y: ScaleOptions
  /** Above the upright axis. */
  readonly title?: string
  /** Free pixels beside the axes. */
  readonly left?: number
  readonly right?: number
  readonly paintUnder?: (frame: PlotFrame) => void
  readonly paintOver?: (frame: PlotFrame) => void
}

/** Where a plot is, once it has been laid out. */
export interface PlotFrame {
  readonly context: Context2d
  /** Between the axes. */
  readonly area: Rect
  /** Pixels of a value, or of a category's index. */
  readonly x: (value: number) => number
  readonly y: (value: number) => number
}

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
