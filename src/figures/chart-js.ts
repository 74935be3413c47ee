import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Title,
  type ChartConfiguration,
} from 'chart.js'

// The parts that our figures use, and no more: whatever is not registered is not in the bundle.
Chart.register(
  BarController,
  BarElement,
  CategoryScale,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Title,
)

/** A chart on a canvas, or on anything that can do what Chart.js asks of one: its types know the page's only. */
export function createChart(canvas: object, configuration: ChartConfiguration<'bar' | 'line'>): Chart {
  return Reflect.construct(Chart, [canvas, configuration])
}
