import { PALETTE, type Theme, type ThemeName } from '../contract/palette.ts'

/** How a figure is drawn. Sizes are in pixels. */
export interface Look {
  readonly theme: ThemeName
  readonly width: number
  readonly height: number
  readonly fontFamily: string
  /** Of axis labels and values. */
  readonly fontSize: number
  /** The figure's title stands above it, so that an axis need not say the same. */
  readonly captioned?: boolean
  /** Labels of the legend entries that are switched off. */
  readonly hidden: readonly string[]
}

export function palette({ theme }: Pick<Look, 'theme'>): Theme {
  return PALETTE[theme]
}

/** Mean advance of a character of the screen's font, in ems: for the room that a label needs. */
const MEAN_EM = 0.58

export function roomFor(texts: readonly string[], { fontSize }: Pick<Look, 'fontSize'>): number {
  return Math.max(0, ...texts.map((text) => text.length)) * MEAN_EM * fontSize
}

/** As much of it as there is room for, in pixels. */
export function shortened(text: string, room: number, look: Pick<Look, 'fontSize'>): string {
  if (roomFor([text], look) <= room) return text
  return `${text.slice(0, Math.max(Math.floor(room / roomFor([' '], look)) - 1, 1))}…`
}
