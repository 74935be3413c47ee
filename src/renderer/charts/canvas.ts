/** A canvas with its size in CSS pixels; drawing is in CSS pixels too. */
export interface Surface {
  readonly canvas: HTMLCanvasElement
  readonly context: CanvasRenderingContext2D
  readonly width: number
  readonly height: number
}

export const CANVAS_FONT = 'Inter, system-ui, sans-serif'

interface Size {
  readonly width: number
  readonly height: number
}

const sizes = new WeakMap<HTMLElement, Size>()

/** Keeps an element's size for `sizeOf`, and calls back when it changes. Returns a function that ends it. */
export function watchSize(element: HTMLElement, onChange: () => void): () => void {
  const observer = new ResizeObserver(() => {
    sizes.set(element, readSize(element))
    onChange()
  })
  observer.observe(element)
  return () => {
    observer.disconnect()
    sizes.delete(element)
  }
}

/** Size of an element's inside, CSS pixels. Reading it from the element would lay out the page in the middle of drawing. */
export function sizeOf(element: HTMLElement): Size {
  return sizes.get(element) ?? readSize(element)
}

function readSize({ clientWidth, clientHeight }: HTMLElement): Size {
  return { width: clientWidth, height: clientHeight }
}

/** Fits the canvas's pixels to its box on the screen. Undefined while it has no box. */
export function surfaceOf(canvas: HTMLCanvasElement): Surface | undefined {
  const { width, height } = sizeOf(canvas)
  const context = canvas.getContext('2d')
  if (context === null || width === 0 || height === 0) return undefined
  const scale = window.devicePixelRatio
  const [pixelsX, pixelsY] = [Math.round(width * scale), Math.round(height * scale)]
  if (canvas.width !== pixelsX) canvas.width = pixelsX
  if (canvas.height !== pixelsY) canvas.height = pixelsY
  context.setTransform(scale, 0, 0, scale, 0, 0)
  return { canvas, context, width, height }
}

/** The most that letters are squeezed before some are left out. */
const MIN_WIDE = 0.85

/** Writes a text in a width: a little squeezed, or cut off with an ellipsis. */
export function fillFitting(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  width: number,
): void {
  let words = text
  while (words.length > 1 && context.measureText(words).width * MIN_WIDE > width) {
    words = `${words.slice(0, words.endsWith('…') ? -2 : -1).trimEnd()}…`
  }
  context.fillText(words, x, y, width)
}

export function roundRect(context: CanvasRenderingContext2D, box: Box, radius: number): void {
  context.beginPath()
  context.roundRect(box.x, box.y, box.width, box.height, radius)
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
