import type { Api, RenderItem, Shape } from './echarts.ts'
import type { Look } from './look.ts'

export interface Stroke {
  readonly color: string
  readonly width?: number
  readonly dash?: readonly number[]
}

export function line(from: readonly [number, number], to: readonly [number, number], stroke: Stroke): Shape {
  const [[x1, y1], [x2, y2]] = [from, to]
  return { type: 'line', shape: { x1, y1, x2, y2 }, style: strokeStyle(stroke), silent: true }
}

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export function rect(
  box: Rect,
  look: { readonly fill?: string; readonly stroke?: Stroke; readonly r?: number[] },
): Shape {
  const style = { fill: look.fill ?? 'none', ...(look.stroke && strokeStyle(look.stroke)) }
  return { type: 'rect', shape: { ...box, r: look.r }, style, silent: true }
}

function strokeStyle({ color, width = 1, dash = [] }: Stroke) {
  return { stroke: color, lineWidth: width, lineDash: dash.length === 0 ? undefined : [...dash], fill: 'none' }
}

/** Where the axes are. */
export function areaOf({ coordSys }: Parameters<RenderItem>[0]): Rect {
  const of = (name: string) => Number(Reflect.get(coordSys, name))
  return { x: of('x'), y: of('y'), width: of('width'), height: of('height') }
}

/** The numbers of the row that is being drawn. */
export function rowOf(api: Api): readonly [number, number, number, number] {
  const at = (dimension: number) => Number(api.value(dimension))
  return [at(0), at(1), at(2), at(3)]
}

export interface TextLook {
  readonly fill: string
  readonly weight?: 400 | 500 | 600
  readonly align?: 'left' | 'center' | 'right'
  readonly vertical?: 'top' | 'middle' | 'bottom'
  /** It is cut off with an ellipsis where it is wider. */
  readonly width?: number
  readonly size?: number
  /** Around the letters, where they lie on a line. */
  readonly halo?: { readonly stroke: string; readonly lineWidth: number }
}

export function text(at: readonly [number, number], words: string, style: TextLook, look: Look): Shape {
  const { fill, weight = 400, align = 'left', vertical = 'middle', width, size = look.fontSize, halo } = style
  return {
    type: 'text',
    x: at[0],
    y: at[1],
    silent: true,
    style: {
      text: words,
      fill,
      fontFamily: look.fontFamily,
      fontSize: size,
      fontWeight: weight,
      align,
      verticalAlign: vertical,
      ...halo,
      ...(width !== undefined && { width, overflow: 'truncate', ellipsis: '…' }),
    },
  }
}

export function group(children: readonly Shape[]): Shape {
  return { type: 'group', children: [...children], silent: true }
}
