import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  LinearScale,
  Tooltip,
  type ChartConfiguration,
  type Plugin,
} from 'chart.js'
import { modelColor, PALETTE, type ThemeName } from '../../contract/palette.ts'
import { formatFactor, formatSeconds } from '../../contract/text.ts'
import { CANVAS_FONT, fade } from './canvas.ts'

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip)

/** A bar, or a heading between bars where there is no model. */
export interface Bar {
  readonly label: string
  readonly model?: string
  /** Wall seconds. */
  readonly median?: number
  readonly min?: number
  readonly max?: number
  /** What somebody published, scaled to our sequential. */
  readonly published?: { readonly seconds: number; readonly source: string; readonly ratio: number }
}

export interface BarsLook {
  readonly theme: ThemeName
  readonly showOurs: boolean
  readonly showPublished: boolean
}

export interface BarChart {
  update(bars: readonly Bar[], look: BarsLook): void
  destroy(): void
}

export function createBars(canvas: HTMLCanvasElement): BarChart {
  let drawn: string | undefined
  let bars: readonly Bar[] = []
  let look: BarsLook = { theme: 'dark', showOurs: true, showPublished: true }
  const chart = new Chart(
    canvas,
    configuration(
      () => bars,
      () => look,
    ),
  )
  return {
    update(nextBars, nextLook) {
      const shown = JSON.stringify([nextBars, nextLook])
      if (shown === drawn) return
      drawn = shown
      ;[bars, look] = [nextBars, nextLook]
      paint(chart, bars, look)
      chart.update()
    },
    destroy: () => chart.destroy(),
  }
}

function configuration(bars: () => readonly Bar[], look: () => BarsLook): ChartConfiguration<'bar'> {
  return {
    type: 'bar',
    data: { labels: [], datasets: [{ data: [], barPercentage: 0.62, categoryPercentage: 1, borderRadius: 3 }] },
    plugins: [annotations(bars, look)],
    options: {
      indexAxis: 'y',
      maintainAspectRatio: false,
      // A run is measured meanwhile.
      animation: false,
      layout: { padding: { right: 64 } },
      interaction: { mode: 'y', intersect: false },
      plugins: {
        tooltip: { displayColors: false, callbacks: { label: ({ dataIndex }) => readOut(bars()[dataIndex]) } },
      },
      scales: {
        x: { beginAtZero: true, border: { display: false }, title: { display: true, text: 'wall time, seconds' } },
        y: { grid: { display: false }, border: { display: false }, ticks: { autoSkip: false } },
      },
    },
  }
}

function paint(chart: Chart<'bar'>, bars: readonly Bar[], { theme, showOurs, showPublished }: BarsLook): void {
  const palette = PALETTE[theme]
  const font = { family: CANVAS_FONT, size: 11 }
  const [dataset] = chart.data.datasets
  chart.data.labels = bars.map(({ label }) => label)
  dataset!.data = bars.map(({ median }) => (showOurs ? (median ?? 0) : 0))
  dataset!.backgroundColor = bars.map(({ model }) => (model === undefined ? 'transparent' : modelColor(model, theme)))
  const ends = bars.flatMap(({ max, published }) => [max ?? 0, showPublished ? (published?.seconds ?? 0) : 0])
  const { x, y } = chart.options.scales!
  x!.suggestedMax = Math.max(...ends, 0) * 1.02 || 1
  x!.grid = { color: fade(palette.line, 0.8) }
  x!.ticks = { color: palette.faint, font, maxTicksLimit: 7 }
  const text = chart.width < 260 ? 'seconds' : `${bars.some(isMeasured) ? 'wall time' : 'published'}, seconds`
  Object.assign(x!, { title: { display: true, text, color: palette.faint, font, padding: 0 } })
  y!.ticks = {
    autoSkip: false,
    crossAlign: 'far',
    font: ({ index }) => ({ ...font, weight: bars[index]?.model === undefined ? 600 : 400 }),
    color: ({ index }) => (bars[index]?.model === undefined ? palette.faint : palette.dim),
  }
  Object.assign(chart.options.plugins!.tooltip!, {
    backgroundColor: palette.background,
    borderColor: palette.line,
    borderWidth: 1,
    titleColor: palette.text,
    bodyColor: palette.dim,
    titleFont: { ...font, weight: 600 },
    bodyFont: font,
  })
}

const isMeasured = ({ median }: Bar) => median !== undefined

function readOut(bar: Bar | undefined): string[] {
  if (bar?.model === undefined) return []
  const { median, min, max, published } = bar
  return [
    median === undefined
      ? 'no result yet'
      : `median ${formatSeconds(median)}, ${formatSeconds(min)} to ${formatSeconds(max)}`,
    ...(published === undefined ? [] : [`published shape: ${formatSeconds(published.seconds)} (${published.source})`]),
  ]
}

/** Ghosts of what was published, whiskers from the shortest to the longest, and the median as a number. */
function annotations(bars: () => readonly Bar[], look: () => BarsLook): Plugin<'bar'> {
  return {
    id: 'annotations',
    afterDatasetsDraw({ ctx, scales: { x, y } }) {
      const { theme, showOurs, showPublished } = look()
      const palette = PALETTE[theme]
      ctx.save()
      bars().forEach(({ median, min, max, published }, i) => {
        const middle = y!.getPixelForValue(i)
        const half = ((y!.getPixelForValue(1) - y!.getPixelForValue(0)) * 0.84) / 2 || 10
        const zero = x!.getPixelForValue(0)
        const ends = [zero]
        if (showPublished && published !== undefined) {
          const end = x!.getPixelForValue(published.seconds)
          ctx.strokeStyle = palette.faint
          ctx.setLineDash([3, 3])
          ctx.strokeRect(zero + 0.5, Math.round(middle - half) + 0.5, end - zero, Math.round(2 * half) - 1)
          ctx.setLineDash([])
          ends.push(end)
        }
        ctx.textBaseline = 'middle'
        if (median === undefined && showPublished && published !== undefined) {
          ctx.fillStyle = palette.faint
          ctx.font = `400 11px ${CANVAS_FONT}`
          ctx.fillText(formatFactor(published.ratio), Math.max(...ends) + 8, middle + 0.5)
        }
        if (median === undefined || !showOurs) return
        ctx.strokeStyle = palette.text
        ctx.beginPath()
        for (const [fromX, fromY, toX, toY] of whisker(x!.getPixelForValue(min!), x!.getPixelForValue(max!), middle)) {
          ctx.moveTo(fromX, fromY)
          ctx.lineTo(toX, toY)
        }
        ctx.stroke()
        ctx.fillStyle = palette.text
        ctx.font = `500 11px ${CANVAS_FONT}`
        ctx.fillText(formatSeconds(median), Math.max(...ends, x!.getPixelForValue(max!)) + 8, middle + 0.5)
      })
      ctx.restore()
    },
  }
}

function whisker(from: number, to: number, y: number): [number, number, number, number][] {
  const cap = 3.5
  return [
    [from, y, to, y],
    [from, y - cap, from, y + cap],
    [to, y - cap, to, y + cap],
  ]
}
