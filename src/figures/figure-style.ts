import { PALETTE, type Theme, type ThemeName } from '../contract/palette.ts'
import { fit, textWidth } from './measure.ts'

/** How a figure is drawn. Sizes are in CSS pixels. */
export interface FigureStyle {
  readonly theme: ThemeName
  readonly width: number
  readonly height: number
  readonly fontFamily: string
  /** Size of axis labels and values. */
  readonly fontSize: number
  /** The figure's title stands above it, so that an axis need not repeat it. */
  readonly captioned?: boolean
  /** Labels of the legend entries that are switched off. */
  readonly hidden: readonly string[]
  /** Device pixels per CSS pixel; 1 in exports. */
  readonly pixelRatio?: number
  /** The part of the lanes' time that is shown, in ms; all of it without. */
  readonly window?: TimeWindow
}

/** Start and end, in ms. */
export type TimeWindow = readonly [fromMs: number, toMs: number]

export function palette({ theme }: Pick<FigureStyle, 'theme'>): Theme {
  return PALETTE[theme]
}

/** Width of the widest text, in pixels. */
export function roomFor(texts: readonly string[], { fontSize }: Pick<FigureStyle, 'fontSize'>): number {
  return Math.max(0, ...texts.map((text) => textWidth(text, fontSize)))
}

/** The text, cut with an ellipsis where it is wider than `room` pixels. */
export function shortened(text: string, room: number, { fontSize }: Pick<FigureStyle, 'fontSize'>): string {
  return fit(text, fontSize, room)
}
