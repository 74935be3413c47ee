import { type FigureStyle, shortened } from './figure-style.ts'

/** The part of a 2D canvas context that figures use: a canvas on the screen has it, and so has the SVG of an export. */
export interface Context2d {
  fillStyle: string | object
  strokeStyle: string | object
  lineWidth: number
  font: string
  textAlign: 'center' | 'end' | 'left' | 'right' | 'start'
  textBaseline: 'alphabetic' | 'bottom' | 'hanging' | 'ideographic' | 'middle' | 'top'
  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void
  clearRect(x: number, y: number, width: number, height: number): void
  beginPath(): void
  closePath(): void
  moveTo(x: number, y: number): void
  lineTo(x: number, y: number): void
  quadraticCurveTo(cpx: number, cpy: number, x: number, y: number): void
  rect(x: number, y: number, width: number, height: number): void
  roundRect(x: number, y: number, width: number, height: number, radius: number): void
  fill(): void
  stroke(): void
  setLineDash(segments: number[]): void
  fillText(text: string, x: number, y: number): void
}

export type Spot = readonly [x: number, y: number]

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Stroke {
  readonly color: string
  readonly width?: number
  readonly dash?: readonly number[]
}

export interface Paint {
  readonly fill?: string
  readonly stroke?: Stroke
}

/** Fills and strokes a path. */
export function shape(context: Context2d, { fill, stroke }: Paint, trace: () => void): void {
  context.beginPath()
  trace()
  if (fill !== undefined) {
    context.fillStyle = fill
    context.fill()
  }
  if (stroke === undefined) return
  context.strokeStyle = stroke.color
  context.lineWidth = stroke.width ?? 1
  context.setLineDash([...(stroke.dash ?? [])])
  context.stroke()
  // Cheaper than to save and restore all of the context: Chart.js sets the rest itself.
  context.setLineDash([])
}

export function rect(context: Context2d, { x, y, width, height }: Rect, paint: Paint, radius = 0): void {
  shape(context, paint, () =>
    radius === 0 ? context.rect(x, y, width, height) : context.roundRect(x, y, width, height, radius),
  )
}

/** Several lines of one stroke, each from its first to its second spot. */
export function lines(context: Context2d, segments: readonly (readonly [Spot, Spot])[], stroke: Stroke): void {
  shape(context, { stroke }, () => {
    for (const [from, to] of segments) {
      context.moveTo(...from)
      context.lineTo(...to)
    }
  })
}

/** A line with a short one across each of its ends, which reaches `cap` to both sides. */
export function whisker(context: Context2d, from: Spot, to: Spot, [dx, dy]: Spot, stroke: Stroke): void {
  const across = ([x, y]: Spot): readonly [Spot, Spot] => [
    [x - dx, y - dy],
    [x + dx, y + dy],
  ]
  lines(context, [[from, to], across(from), across(to)], stroke)
}

export interface TextPaint {
  readonly fill: string
  readonly weight?: 400 | 500 | 600
  readonly align?: 'left' | 'center' | 'right'
  readonly baseline?: 'middle' | 'bottom'
  /** Room in pixels: a wider text is cut with an ellipsis. */
  readonly width?: number
  readonly size?: number
}

export function text(context: Context2d, spot: Spot, words: string, paint: TextPaint, style: FigureStyle): void {
  const { fill, weight = 400, align = 'left', baseline = 'middle', width = Infinity, size = style.fontSize } = paint
  context.fillStyle = fill
  context.font = `${weight} ${size}px ${style.fontFamily}`
  context.textAlign = align
  context.textBaseline = baseline
  context.fillText(shortened(words, width, { fontSize: size }), ...spot)
}
