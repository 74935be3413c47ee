import type { Figure, Measurement } from '../contract/figure.ts'
import { axisTitle, type AxisSpec } from './axis.ts'
import type { FigureStyle } from './figure-style.ts'
import { valuesOf, type ChartData } from './series.ts'

/** The axis of what was measured. */
export function measuredAxis(data: ChartData): AxisSpec {
  const { measurement, chart } = data
  const from = chart.mark !== 'bars' && chart.y.scale === 'log' ? undefined : 0
  return { ...measurement, scale: chart.y.scale, values: valuesOf(data), from }
}

/** Its title, unless the figure's own title above it says the same. */
export function measuredTitle(data: ChartData, style: FigureStyle): string | undefined {
  const isSaid = style.captioned === true && data.chart.title === data.measurement.label
  return isSaid ? undefined : axisTitle(measuredAxis(data))
}

/** Caption above a figure: its title, with the unit if the title is the name of what was measured. */
export function captionOf(figure: Figure, measurements: readonly Measurement[]): string {
  const measurement = measurements.find(({ id }) => figure.kind === 'chart' && id === figure.measurement)
  if (figure.kind !== 'chart' || measurement?.label !== figure.title) return figure.title
  const data = { chart: figure, measurement, series: [], references: figure.references }
  const values = [...valuesOf(data), ...measurement.points.flatMap(({ value, high }) => high ?? value ?? [])]
  return axisTitle({ ...measuredAxis(data), values })
}
