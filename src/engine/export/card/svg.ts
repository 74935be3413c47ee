import type { Pattern } from '../../../contract/palette.ts'
import { textWidth } from '../../../figures/measure.ts'

/** A picture is a list of these, later ones on top. Lengths are pixels; `y` of text is its baseline. */
export type Item =
  | {
      readonly kind: 'text'
      readonly x: number
      readonly y: number
      readonly size: number
      readonly text: string
      readonly fill: string
      readonly weight?: 400 | 500 | 600
      readonly anchor?: 'start' | 'middle' | 'end'
    }
  | {
      readonly kind: 'rect'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly fill: string
      readonly opacity?: number
      readonly radius?: number
      readonly stroke?: string
      readonly dashed?: boolean
    }
  /** Many boxes of one look: x, y, width, height of each. */
  | { readonly kind: 'boxes'; readonly boxes: readonly Box[]; readonly fill: string; readonly opacity: number }
  /** A picture of its own, the text of an SVG. */
  | {
      readonly kind: 'svg'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly content: string
    }
  | { readonly kind: 'line'; readonly from: Point; readonly to: Point; readonly stroke: string; readonly width: number }

export interface Point {
  readonly x: number
  readonly y: number
}
export interface Box extends Point {
  readonly width: number
  readonly height: number
}
export type TextItem = Extract<Item, { kind: 'text' }>

/** A fill that repeats, referred to as `url(#id)`. */
export interface PatternFill {
  readonly id: string
  readonly color: string
  readonly pattern: Exclude<Pattern, 'solid'>
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** For text and attributes; characters that XML 1.0 cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character]!)
}

const round = (value: number) => Math.round(value * 100) / 100

function attributes(values: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === 'number' ? round(value) : escapeXml(value!)}"`)
    .join('')
}

type Draw = { readonly [K in Item['kind']]: (item: Extract<Item, { kind: K }>) => string }

const DRAW: Draw = {
  text: ({ x, y, size, weight, anchor, fill, text }) => {
    const look = { 'font-size': size, 'font-weight': weight, 'text-anchor': anchor, fill }
    return `<text${attributes({ x, y, ...look })}>${escapeXml(text)}</text>`
  },
  rect: ({ x, y, width, height, radius, fill, opacity, stroke, dashed }) => {
    const look = { rx: radius, fill, 'fill-opacity': opacity, stroke, 'stroke-width': stroke && 2 }
    return `<rect${attributes({ x, y, width, height, ...look, 'stroke-dasharray': dashed ? '6 5' : undefined })}/>`
  },
  boxes: ({ boxes, fill, opacity }) =>
    `<path${attributes({ d: boxes.map(boxPath).join(''), fill, 'fill-opacity': opacity })}/>`,
  svg: ({ x, y, content }) => content.replace('<svg ', `<svg${attributes({ x, y })} `),
  line: ({ from, to, stroke, width }) =>
    `<line${attributes({ x1: from.x, y1: from.y, x2: to.x, y2: to.y, stroke, 'stroke-width': width })}/>`,
}

function boxPath({ x, y, width, height }: Box): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${-round(width)}z`
}

function markup<K extends Item['kind']>(item: Extract<Item, { kind: K }>): string {
  return DRAW[item.kind](item)
}

const STROKES: Readonly<Record<PatternFill['pattern'], string>> = {
  diagonal: 'M-2 10L10 -2M6 18L18 6M-2 18L18 -2',
  dots: 'M3 4L6 4M11 12L14 12M11 4L14 4M3 12L6 12',
  crossed: 'M0 0L16 16M16 0L0 16',
}

function definition({ id, color, pattern }: PatternFill): string {
  const ground = `<rect width="16" height="16"${attributes({ fill: color })}/>`
  return `<pattern${attributes({ id })} width="16" height="16" patternUnits="userSpaceOnUse">${ground}<path d="${STROKES[pattern]}" stroke="#000" stroke-opacity=".55" stroke-width="3" fill="none"/></pattern>`
}

const FONT_STACK = 'Inter, "Segoe UI", "Helvetica Neue", Arial, "DejaVu Sans", sans-serif'

export interface Picture extends Pick<Box, 'width' | 'height'> {
  /** For readers that cannot see it. */
  readonly title: string
  readonly description: string
  readonly background: string
  readonly patterns: readonly PatternFill[]
  readonly items: readonly Item[]
}

/** SVG text of a picture. `rootAttributes` are added to the attributes that every root has. */
export function toSvg(picture: Picture, rootAttributes: Readonly<Record<string, string>> = {}): string {
  const { width, height, background } = picture
  const root = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    ...rootAttributes,
  }
  return [
    `<svg${attributes({ ...root, 'font-family': FONT_STACK, style: 'font-variant-numeric: tabular-nums' })}>`,
    `<title>${escapeXml(picture.title)}</title>`,
    `<desc>${escapeXml(picture.description)}</desc>`,
    `<defs>${picture.patterns.map(definition).join('')}</defs>`,
    markup({ kind: 'rect', x: 0, y: 0, width, height, fill: background }),
    ...picture.items.map(markup),
    '</svg>\n',
  ].join('\n')
}

/** The box that a text takes at most, from its tallest letter to its lowest. */
export function textBox({ x, y, size, text, anchor }: TextItem): Box {
  const width = textWidth(text, size)
  const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x
  return { x: left, y: y - size * 0.8, width, height: size }
}
