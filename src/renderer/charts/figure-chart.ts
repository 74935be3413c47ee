import type { Figure, Measurement } from '../../contract/figure.ts'
import type { FigureStyle, TimeWindow } from '../../figures/figure-style.ts'
import { createFigurePainter } from '../../figures/painter.ts'
import { readOut, type ReadOut } from '../../figures/read-out.ts'
import { moved, zoomed } from './time-window.ts'

/** Short trials come many a second, and each has a picture; a drawing takes some milliseconds of a core that is being measured. */
const PACE_MS = 1000

/** How much a step of the wheel, 100 pixels in most browsers, zooms. Chosen by hand. */
const ZOOM_PER_PIXEL = 1.002

/** Size, font size and resolution are the place's, the window is the user's. */
type PlaceStyle = Omit<FigureStyle, 'width' | 'height' | 'fontSize' | 'pixelRatio' | 'window'>

/** A figure in a place of the page. Sizes and positions are in CSS pixels. */
export interface FigureChart {
  draw(figure: Figure, measurements: readonly Measurement[], style: PlaceStyle): void
  /** What is at a place, and where the line through it stands if the figure's x is a scale. */
  at(x: number, y: number): Hit | undefined
  dispose(): void
}

export interface Hit extends ReadOut {
  readonly lineX?: number
}

/** What a figure shows, as a text: a new picture may have one that has not changed. */
function content(drawn: Parameters<FigureChart['draw']> | undefined): string {
  if (drawn === undefined) return ''
  const [figure, measurements] = drawn
  const shown = figure.kind === 'chart' ? measurements.find(({ id }) => id === figure.measurement) : undefined
  return JSON.stringify([figure, shown])
}

/** The time that lanes show, in ms: what is zoomed stays so while more of it comes. */
const timeOf = (figure: Figure | undefined) => (figure?.kind === 'lanes' ? figure.windowMs : undefined)

export function createFigureChart(place: HTMLElement): FigureChart {
  const canvas = place.appendChild(document.createElement('canvas'))
  const painter = createFigurePainter(canvas)
  let drawn: Parameters<FigureChart['draw']> | undefined
  let window: TimeWindow | undefined
  let paintedMs = -Infinity
  let later: ReturnType<typeof setTimeout> | undefined
  const paint = () => {
    clearTimeout(later)
    later = undefined
    const { clientWidth: width, clientHeight: height } = place
    if (drawn === undefined || width === 0 || height === 0) return
    const [figure, measurements, style] = drawn
    const fontSize = Number.parseFloat(getComputedStyle(place).fontSize)
    const { devicePixelRatio: pixelRatio } = globalThis
    painter.paint(figure, measurements, { ...style, width, height, fontSize, pixelRatio, window })
    paintedMs = performance.now()
  }
  // A place that changes its size, and one that has just got one.
  const observer = new ResizeObserver(paint)
  observer.observe(place)
  const stopZooming = onZoom(place, (change, x) => {
    const figure = drawn?.[0]
    const ms = painter.valueAt(x, place.clientHeight / 2)?.[0]
    if (figure?.kind !== 'lanes' || ms === undefined) return
    window = change(window ?? [0, figure.windowMs], figure.windowMs, ms)
    paint()
  })
  return {
    draw(...next) {
      const [before, now] = [drawn, next].map(content)
      const isOther = drawn?.[2] !== next[2]
      if (timeOf(drawn?.[0]) !== timeOf(next[0])) window = undefined
      drawn = next
      if (before === now && !isOther) return
      const restMs = paintedMs + PACE_MS - performance.now()
      if (restMs <= 0 || before === now) paint()
      else later ??= setTimeout(paint, restMs)
    },
    at(x, y) {
      const value = painter.valueAt(x, y)
      if (drawn === undefined || value === undefined) return undefined
      const [figure, measurements] = drawn
      const hit = readOut(figure, measurements, value)
      if (hit === undefined || figure.kind !== 'chart' || figure.mark !== 'lines') return hit
      return { ...hit, lineX: painter.pixelOf(hit.x) }
    },
    dispose() {
      clearTimeout(later)
      observer.disconnect()
      stopZooming()
      painter.dispose()
      canvas.remove()
    },
  }
}

type Change = (window: TimeWindow, wholeMs: number, pointerMs: number) => TimeWindow

/** The wheel zooms, dragging moves. Returns what ends it. */
function onZoom(place: HTMLElement, apply: (change: Change, x: number) => void): () => void {
  let draggedMs: number | undefined
  const xOf = ({ clientX }: MouseEvent) => clientX - place.getBoundingClientRect().left
  const wheel = (event: WheelEvent) => {
    const factor = ZOOM_PER_PIXEL ** event.deltaY
    apply((window, wholeMs, pointerMs) => {
      event.preventDefault()
      return zoomed(window, wholeMs, pointerMs, factor)
    }, xOf(event))
  }
  const drag = (event: PointerEvent) => {
    if ((event.buttons & 1) === 0) draggedMs = undefined
    else {
      apply((window, wholeMs, pointerMs) => {
        draggedMs ??= pointerMs
        return moved(window, wholeMs, draggedMs - pointerMs)
      }, xOf(event))
    }
  }
  place.addEventListener('wheel', wheel, { passive: false })
  place.addEventListener('pointermove', drag)
  return () => {
    place.removeEventListener('wheel', wheel)
    place.removeEventListener('pointermove', drag)
  }
}
