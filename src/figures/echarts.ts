import type { CustomSeriesRenderItem, CustomSeriesRenderItemAPI, CustomSeriesRenderItemReturn } from 'echarts'
import { CustomChart, LineChart } from 'echarts/charts'
import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts'
import { DataZoomInsideComponent, GridComponent, TitleComponent } from 'echarts/components'
import type { DataZoomComponentOption, GridComponentOption, TitleComponentOption } from 'echarts/components'
import { use, type ComposeOption } from 'echarts/core'

use([CustomChart, LineChart, DataZoomInsideComponent, GridComponent, TitleComponent])

/** Whoever draws adds a renderer. */
export { init, use } from 'echarts/core'

export type FigureSeries = CustomSeriesOption | LineSeriesOption
export type FigureOption = ComposeOption<
  FigureSeries | DataZoomComponentOption | GridComponentOption | TitleComponentOption
>
type OneOf<T> = T extends readonly (infer Item)[] ? Item : T
/** One that may lie or stand. */
export type Axis = OneOf<NonNullable<FigureOption['xAxis']>> & OneOf<NonNullable<FigureOption['yAxis']>>
export type RenderItem = CustomSeriesRenderItem
export type Api = CustomSeriesRenderItemAPI
export type Shape = NonNullable<CustomSeriesRenderItemReturn>
