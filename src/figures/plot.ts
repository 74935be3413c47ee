import type { ChartConfiguration, ChartDataset } from 'chart.js'
import type { Context2d, Rect } from './paint.ts'

export type ScaleOptions = NonNullable<
  NonNullable<NonNullable<ChartConfiguration<'bar' | 'line'>['options']>['scales']>[string]
>

/** Parts of a figure that Chart.js draws, and those that are painted under and over it. */
export interface Plot {
  readonly type: 'bar' | 'line'
  /** The axis along which the categories or x values lie. */
  readonly indexAxis?: 'x' | 'y'
  readonly labels?: readonly string[]
  /** The first one is on top. */
  readonly datasets?: readonly (ChartDataset<'bar'> | ChartDataset<'line'>)[]
  readonly x: ScaleOptions
  readonly y: ScaleOptions
  /** Text above the upright axis. */
  readonly title?: string
  /** Free pixels beside the axes. */
  readonly left?: number
  readonly right?: number
  /** Thickness of the bars, once the axes have their places. */
  readonly thickness?: (frame: PlotFrame) => { readonly categoryPercentage: number; readonly barPercentage: number }
  readonly paintUnder?: (frame: PlotFrame) => void
  readonly paintOver?: (frame: PlotFrame) => void
}

/** The place and scales of a plot that has been laid out. */
export interface PlotFrame {
  readonly context: Context2d
  /** The rectangle between the axes. */
  readonly area: Rect
  /** Pixels of a value, or of a category's index. */
  readonly x: (value: number) => number
  readonly y: (value: number) => number
}
