/** A line of text: its baseline and its size. */
interface Line {
  readonly y: number
  readonly size: number
}

/** How much words may take: sizes to try, the largest first, and how many lines each. */
interface Words {
  readonly sizes: readonly number[]
  readonly lines: number
  readonly comparisonLines: number
  readonly remarkLines: number
}

/** Positions and sizes of the parts of a card. Lengths are pixels. */
export interface Layout {
  readonly width: number
  readonly height: number
  readonly margin: number
  readonly title: Line
  readonly question: Line
  /** On the line of the question it ends at the margin; on another it begins there. */
  readonly runtimes: Line
  readonly body: { readonly y: number; readonly height: number }
  /** Baselines: one line for the machine and the rest, or one for each, or more for the whole SHA-256 of each run. */
  readonly footer: readonly number[]
  /** A run that has the card for itself, and one that shares it. */
  readonly alone: Words
  readonly together: Words
  /** Heights of a table's row to try, the tallest first, and to what it grows where there is room. */
  readonly rows: { readonly heights: readonly number[]; readonly most: number }
  readonly labelWidth: number
  /** The bar below the figures of its row, as wide as the table. */
  readonly barsBelow: boolean
}

/** A slide. */
const WIDE: Layout = {
  width: 1920,
  height: 1080,
  margin: 56,
  title: { y: 80, size: 48 },
  question: { y: 122, size: 24 },
  runtimes: { y: 122, size: 26 },
  body: { y: 144, height: 876 },
  footer: [1054],
  alone: { sizes: [32, 28, 24], lines: 3, comparisonLines: 2, remarkLines: 2 },
  together: { sizes: [24, 22], lines: 2, comparisonLines: 2, remarkLines: 1 },
  rows: { heights: [56, 52, 48, 44, 40, 36, 33, 30], most: 88 },
  labelWidth: 230,
  barsBelow: false,
}

/** A post, or half of a slide. */
const SQUARE: Layout = {
  width: 1200,
  height: 1200,
  margin: 40,
  title: { y: 74, size: 44 },
  question: { y: 112, size: 20 },
  runtimes: { y: 144, size: 24 },
  body: { y: 164, height: 954 },
  footer: [1150, 1178],
  alone: { sizes: [32, 28, 24], lines: 5, comparisonLines: 3, remarkLines: 3 },
  together: { sizes: [24, 22, 20], lines: 3, comparisonLines: 2, remarkLines: 1 },
  rows: { heights: [84, 78, 72, 66, 60, 54, 48], most: 110 },
  labelWidth: 210,
  barsBelow: true,
}

/** A4 across, at 150 dots an inch. */
const PAGE: Layout = {
  ...WIDE,
  width: 1754,
  height: 1240,
  question: { y: 122, size: 20 },
  runtimes: { y: 122, size: 22 },
  body: { y: 144, height: 958 },
  footer: [1133, 1159, 1185, 1211],
}

export const LAYOUTS = { wide: WIDE, square: SQUARE, page: PAGE } as const
export type CardShape = keyof typeof LAYOUTS
