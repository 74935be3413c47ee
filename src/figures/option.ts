import type { Figure, Measurement } from '../contract/figure.ts'
import { chartOption } from './chart.ts'
import type { FigureOption } from './echarts.ts'
import { graphOption } from './graph.ts'
import { lanesOption } from './lanes.ts'
import type { Look } from './look.ts'

/** A figure as ECharts draws it, the same on the screen and in exports. A grid is a table: it has none. */
export function figureOption(
  figure: Figure,
  measurements: readonly Measurement[],
  look: Look,
): FigureOption | undefined {
  switch (figure.kind) {
    case 'chart':
      return chartOption(figure, measurements, look)
    case 'lanes':
      return lanesOption(figure, look)
    case 'graph':
      return graphOption(figure, look)
    case 'grid':
      return undefined
  }
  return figure satisfies never
}
