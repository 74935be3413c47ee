import { textWidth } from '../../../figures/measure.ts'
import type { Context2d } from '../../../figures/paint.ts'
import { escapeXml } from '../card/svg.ts'

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number]

/** State that `save` stores and `restore` brings back. */
interface DrawingState {
  readonly fillStyle: string
  readonly strokeStyle: string
  readonly lineWidth: number
  readonly lineCap: string
  readonly lineJoin: string
  readonly font: string
  readonly textAlign: Context2d['textAlign']
  readonly textBaseline: Context2d['textBaseline']
  readonly dash: readonly number[]
  readonly matrix: Matrix
  readonly clip: string | undefined
}

/** A path that is written: what fills it, and what outlines it. */
interface PathElement {
  d: string
  readonly fill: string
  stroke: string
  readonly clip: string | undefined
}

/** Baselines of Inter, in em below the place that a text's position names: of the middle, top and bottom of its em box (ascender 0.969, descender 0.242). */
const BASELINES: Readonly<Record<string, number>> = { middle: 0.364, top: 0.8, hanging: 0.727, bottom: -0.2 }

const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' }

const TURN = 2 * Math.PI

/**
 * The part of a 2D canvas context that Chart.js and our figures use, which writes SVG. Lengths are in pixels from the
 * origin it is made with. A canvas may be moved and turned; it throws where it is scaled, and any other method is missing.
 */
export class SvgContext implements Context2d {
  fillStyle = '#000'
  strokeStyle = '#000'
  lineWidth = 1
  lineCap = 'butt'
  lineJoin = 'miter'
  lineDashOffset = 0
  font = '10px sans-serif'
  textAlign: Context2d['textAlign'] = 'start'
  textBaseline: Context2d['textBaseline'] = 'alphabetic'
  /** Chart.js asks a context for its canvas. */
  readonly canvas: SvgCanvas
  readonly #origin: Matrix
  readonly #elements: (PathElement | string)[] = []
  readonly #clips = new Map<string, string>()
  readonly #saved: DrawingState[] = []
  #dash: readonly number[] = []
  #clip: string | undefined
  #matrix: Matrix
  #path = ''

  constructor(canvas: SvgCanvas, x = 0, y = 0) {
    this.canvas = canvas
    this.#origin = [1, 0, 0, 1, x, y]
    this.#matrix = this.#origin
  }

  /** All that was drawn, as the content of an <svg>. */
  markup(): string {
    const clips = Array.from(this.#clips, ([d, id]) => `<clipPath id="${id}"><path d="${d}"/></clipPath>`).join('')
    const defs = clips === '' ? '' : `<defs>${clips}</defs>`
    return (
      defs + this.#elements.map((element) => (typeof element === 'string' ? element : pathMarkup(element))).join('')
    )
  }

  save(): void {
    const { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, textAlign, textBaseline } = this
    const style = { fillStyle, strokeStyle, lineWidth, lineCap, lineJoin, font, textAlign, textBaseline }
    this.#saved.push({ ...style, dash: this.#dash, matrix: this.#matrix, clip: this.#clip })
  }

  restore(): void {
    const state = this.#saved.pop()
    if (state === undefined) return
    const { dash, matrix, clip, ...style } = state
    Object.assign(this, style)
    this.#dash = dash
    this.#matrix = matrix
    this.#clip = clip
  }

  setTransform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    if (a !== 1 || b !== 0 || c !== 0 || d !== 1) throw new Error('An SVG is not drawn at another scale.')
    this.#matrix = this.#origin
    this.translate(e, f)
  }

  resetTransform(): void {
    this.#matrix = this.#origin
  }

  translate(x: number, y: number): void {
    const [a, b, c, d] = this.#matrix
    this.#matrix = [a, b, c, d, ...this.#point(x, y)]
  }

  rotate(angle: number): void {
    const [a, b, c, d, e, f] = this.#matrix
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)]
    this.#matrix = [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f]
  }

  /** Nothing is there yet that could be cleared. */
  clearRect(): void {}

  beginPath(): void {
    this.#path = ''
  }

  closePath(): void {
    if (this.#path !== '') this.#path += 'Z'
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${this.#place(x, y)}`
  }

  lineTo(x: number, y: number): void {
    const place = this.#place(x, y)
    // Chart.js begins a line with a line to its own beginning.
    if (!['M', 'L'].some((letter) => this.#path.endsWith(letter + place)))
      this.#path += `${this.#path === '' ? 'M' : 'L'}${place}`
  }

  quadraticCurveTo(cpx: number, cpy: number, x: number, y: number): void {
    this.#path += `Q${this.#place(cpx, cpy)} ${this.#place(x, y)}`
  }

  bezierCurveTo(cp1x: number, cp1y: number, cp2x: number, cp2y: number, x: number, y: number): void {
    this.#path += `C${this.#place(cp1x, cp1y)} ${this.#place(cp2x, cp2y)} ${this.#place(x, y)}`
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y)
    this.lineTo(x + width, y)
    this.lineTo(x + width, y + height)
    this.lineTo(x, y + height)
    this.closePath()
  }

  roundRect(x: number, y: number, width: number, height: number, radius: number): void {
    const r = Math.min(radius, width / 2, height / 2)
    this.moveTo(x + r, y)
    this.arc(x + width - r, y + r, r, -TURN / 4, 0)
    this.arc(x + width - r, y + height - r, r, 0, TURN / 4)
    this.arc(x + r, y + height - r, r, TURN / 4, TURN / 2)
    this.arc(x + r, y + r, r, TURN / 2, (TURN * 3) / 4)
    this.closePath()
  }

  arc(x: number, y: number, radius: number, from: number, to: number, counterclockwise = false): void {
    const turn = counterclockwise ? from - to : to - from
    const sweep = Math.abs(to - from) >= TURN - 1e-6 ? TURN : ((turn % TURN) + TURN) % TURN
    const spot = (angle: number) => this.#place(x + radius * Math.cos(angle), y + radius * Math.sin(angle))
    this.lineTo(x + radius * Math.cos(from), y + radius * Math.sin(from))
    if (sweep === 0) return
    // In SVG an arc from a place to itself is nothing: more than half of a circle is two.
    const parts = sweep > TURN / 2 ? 2 : 1
    const [step, direction] = counterclockwise ? [-sweep / parts, 0] : [sweep / parts, 1]
    for (let part = 1; part <= parts; part++)
      this.#path += `A${round(radius)} ${round(radius)} 0 0 ${direction} ${spot(from + part * step)}`
  }

  clip(): void {
    // The id is the path's own: two equal paths in one document are one clip.
    const id = `clip${this.#path.replaceAll(/[^\w.]/gu, (character) => (character === ' ' ? '_' : '-'))}`
    this.#clips.set(this.#path, id)
    this.#clip = id
  }

  fill(rule?: 'evenodd'): void {
    const fill = attributes({ ...colour('fill', this.fillStyle), 'fill-rule': rule })
    if (this.#path !== '') this.#elements.push({ d: this.#path, fill, stroke: '', clip: this.#clip })
  }

  stroke(): void {
    if (this.#path === '') return
    const { lineWidth, lineCap, lineJoin, strokeStyle } = this
    const stroke = attributes({
      ...colour('stroke', strokeStyle),
      'stroke-width': lineWidth === 1 ? undefined : lineWidth,
      'stroke-dasharray': this.#dash.length === 0 ? undefined : this.#dash.join(' '),
      'stroke-linecap': lineCap === 'butt' ? undefined : lineCap,
      'stroke-linejoin': lineJoin === 'miter' ? undefined : lineJoin,
    })
    const last = this.#elements.at(-1)
    if (typeof last === 'object' && last.clip === this.#clip) {
      // One element for the fill and the outline of a path, and one for lines of one look.
      if (last.d === this.#path && last.stroke === '') return void (last.stroke = stroke)
      if (last.fill === NO_FILL && last.stroke === stroke) return void (last.d += this.#path)
    }
    this.#elements.push({ d: this.#path, fill: NO_FILL, stroke, clip: this.#clip })
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath()
    this.rect(x, y, width, height)
    this.fill()
  }

  setLineDash(segments: readonly number[]): void {
    this.#dash = segments
  }

  measureText(text: string): { readonly width: number } {
    return { width: textWidth(text, fontOf(this.font).size) }
  }

  fillText(text: string, x: number, y: number): void {
    const { size, weight } = fontOf(this.font)
    const [a, b, c, d] = this.#matrix
    const place = this.#point(x, y + (BASELINES[this.textBaseline] ?? 0) * size)
    const isTurned = Math.abs(b) > 1e-6
    const position = isTurned
      ? { transform: `matrix(${[a, b, c, d, ...place].map(round).join(' ')})` }
      : { x: round(place[0]), y: round(place[1]) }
    const words = {
      ...position,
      'font-size': round(size),
      'font-weight': weight === 400 ? undefined : weight,
      'text-anchor': ANCHORS[this.textAlign],
      ...colour('fill', this.fillStyle),
    }
    this.#elements.push(`<text${attributes(words)}>${escapeXml(text)}</text>`)
  }

  #point(x: number, y: number): [number, number] {
    const [a, b, c, d, e, f] = this.#matrix
    return [a * x + c * y + e, b * x + d * y + f]
  }

  #place(x: number, y: number): string {
    return this.#point(x, y).map(round).join(' ')
  }
}

/** Object that Chart.js takes for a canvas where there is no page. */
export interface SvgCanvas {
  width: number
  height: number
  getContext(): SvgContext
}

export function createSvgCanvas(width: number, height: number, x: number, y: number): SvgCanvas {
  const canvas: SvgCanvas = { width, height, getContext: () => context }
  const context = new SvgContext(canvas, x, y)
  return canvas
}

const NO_FILL = ' fill="none"'

function pathMarkup({ d, fill, stroke, clip }: PathElement): string {
  return `<path d="${d}"${fill}${stroke}${clip === undefined ? '' : ` clip-path="url(#${clip})"`}/>`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** "#rrggbbaa" as a colour and an opacity, which all programs that read SVG know. */
function colour(name: 'fill' | 'stroke', value: string): Record<string, string | number> {
  const [, rgb, alpha] = /^(#[\da-f]{6})([\da-f]{2})$/iu.exec(value) ?? []
  return rgb === undefined
    ? { [name]: value }
    : { [name]: rgb, [`${name}-opacity`]: round(Number.parseInt(alpha!, 16) / 255) }
}

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join('')
}

/** Size and weight of a canvas's font, such as "600 12px Inter, sans-serif". */
function fontOf(font: string): { readonly size: number; readonly weight: number } {
  const [, weight = '400', size = '10'] = /^(?:normal )?(?:(\d+|bold|normal) )?([\d.]+)px/u.exec(font) ?? []
  return { size: Number(size), weight: weight === 'bold' ? 600 : Number(weight) || 400 }
}
