import { FONT_FILES } from '../png.ts'
import { parseSvg, type Element } from './svg-tree.ts'

type Page = PDFKit.PDFDocument

interface Drawing {
  readonly page: Page
  /** Clip paths and patterns by their id. */
  readonly defined: ReadonlyMap<string, Element>
}

/**
 * Draws an SVG as shapes and text: the part of SVG that our own pictures use.
 * @throws Error for anything else in it
 */
export function drawSvg(page: Page, svg: string): void {
  const root = parseSvg(svg)
  draw({ page, defined: new Map(definitions(root)) }, root)
}

function definitions(element: Element): readonly (readonly [string, Element])[] {
  const { id } = element.attributes
  return [...(id === undefined ? [] : [[id, element] as const]), ...element.children.flatMap(definitions)]
}

function draw(drawing: Drawing, element: Element): void {
  const { page } = drawing
  page.save()
  place(page, element)
  clip(drawing, element)
  drawPlaced(drawing, element)
  page.restore()
}

function drawPlaced(drawing: Drawing, element: Element): void {
  switch (element.tag) {
    case 'svg':
    case 'g':
      drawing.page.translate(number(element, 'x'), number(element, 'y'))
      for (const child of element.children) draw(drawing, child)
      return
    case 'title':
    case 'desc':
    case 'defs':
      return
    case 'text':
      drawText(drawing.page, element)
      return
    default:
      paint(drawing, element)
  }
}

function number({ attributes }: Element, name: string, otherwise = 0): number {
  return Number(attributes[name] ?? otherwise)
}

const numbers = (text = '') => (text.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number)

function place(page: Page, { attributes: { transform } }: Element): void {
  if (transform === undefined) return
  if (!transform.startsWith('matrix(')) throw new Error(`Unsupported transform "${transform}".`)
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = numbers(transform)
  page.transform(a, b, c, d, e, f)
}

function clip({ page, defined }: Drawing, { attributes }: Element): void {
  const id = idOf(attributes['clip-path'])
  if (id === undefined) return
  for (const shape of defined.get(id)?.children ?? []) outline(page, shape)
  page.clip()
}

const idOf = (reference: string | undefined) => /^url\(#(.+)\)$/.exec(reference ?? '')?.[1]

function outline(page: Page, element: Element): void {
  const numberOf = (name: string) => number(element, name)
  const { d = '' } = element.attributes
  switch (element.tag) {
    case 'rect':
      page.roundedRect(numberOf('x'), numberOf('y'), numberOf('width'), numberOf('height'), numberOf('rx'))
      return
    case 'line':
      page.moveTo(numberOf('x1'), numberOf('y1')).lineTo(numberOf('x2'), numberOf('y2'))
      return
    case 'path':
      page.path(d)
      return
    default:
      throw new Error(`Unsupported element <${element.tag}>.`)
  }
}

function paint({ page, defined }: Drawing, element: Element): void {
  const { fill = '#000', stroke = 'none', 'stroke-dasharray': dashes, 'stroke-linejoin': join } = element.attributes
  const pattern = idOf(fill)
  const inside = colour(fill, number(element, 'fill-opacity', 1))
  if (pattern !== undefined) paintPattern(page, element, defined.get(pattern)!)
  else if (inside !== undefined) {
    outline(page, element)
    const rule = element.attributes['fill-rule'] === 'evenodd' ? 'even-odd' : 'non-zero'
    page.fillOpacity(inside.opacity).fill(inside.rgb, rule)
  }
  const width = number(element, 'stroke-width', 1)
  const edge = colour(stroke, number(element, 'stroke-opacity', 1))
  if (edge === undefined || width === 0) return
  outline(page, element)
  if (dashes !== undefined) page.addContent(`[${numbers(dashes).join(' ')}] 0 d`)
  if (join !== undefined) page.lineJoin(join)
  page.lineWidth(width).strokeOpacity(edge.opacity).stroke(edge.rgb)
}

interface Colour {
  readonly rgb: [number, number, number]
  readonly opacity: number
}

/** The colour of "#rgb", "#rrggbb", "#rrggbbaa" or "rgb(r,g,b)"; undefined for what is not seen. */
function colour(text: string, opacity: number): Colour | undefined {
  const digits = text.length === 4 ? text.replaceAll(/\w/g, '$&$&') : text
  const hex = /^#(?:\w\w){3,4}$/.test(digits)
  const values = hex ? digits.match(/\w\w/g)!.map((byte) => Number.parseInt(byte, 16)) : numbers(text)
  const [red, green, blue, alpha = 255] = values
  if (red === undefined || green === undefined || blue === undefined || alpha * opacity === 0) return undefined
  return { rgb: [red, green, blue], opacity: (alpha / 255) * opacity }
}

/** The ground of a pattern, and on it its lines: moves and lines of whole numbers in a square. */
function paintPattern(page: Page, element: Element, { attributes, children }: Element): void {
  const [ground, lines] = children
  const opacity = number(element, 'fill-opacity', 1)
  const under = colour(ground!.attributes['fill']!, opacity)!
  const over = colour(lines!.attributes['stroke']!, opacity * number(lines!, 'stroke-opacity', 1))!
  const steps = [...lines!.attributes['d']!.matchAll(/([ML])(\S+) (-?\d+)/g)]
  const path = steps.map(([, letter, x, y]) => `${x} ${y} ${letter === 'M' ? 'm' : 'l'}`).join(' ')
  const size = Number(attributes['width'])
  const tile = page.pattern([0, 0, size, size], size, size, `${lines!.attributes['stroke-width']} w ${path} S`)
  outline(page, element)
  page.fillOpacity(under.opacity).fill(under.rgb)
  outline(page, element)
  page.fillOpacity(over.opacity).fillColor([tile, over.rgb]).fill()
}

function drawText(page: Page, element: Element): void {
  const { attributes, text } = element
  const { fill = '#000', 'text-anchor': anchor } = attributes
  page.font(FONT_FILES[number(element, 'font-weight', 400)]!).fontSize(number(element, 'font-size'))
  const width = page.widthOfString(text)
  const left = number(element, 'x') - (anchor === 'middle' ? width / 2 : anchor === 'end' ? width : 0)
  const ink = colour(fill, number(element, 'fill-opacity', 1))
  if (ink === undefined) return
  page.fillOpacity(ink.opacity).fillColor(ink.rgb)
  page.text(text, left, number(element, 'y'), { lineBreak: false, baseline: 'alphabetic' })
}
