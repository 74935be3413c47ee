import { textWidth } from '../../../figures/measure.ts'

interface Lines {
  readonly lines: readonly string[]
  readonly size: number
}

/** Sizes of the text of a table to try: smaller ones cannot be read when projected. */
export const TEXT_SIZES = [27, 26, 25, 24, 23, 22, 21, 20]
/** Height of a label's line, em. */
export const LABEL_LINE = 1.15

/** The label in as large a size as fits: in one line, or in two where it has two parts, as "process pool, chunks of 64", or without the first part. */
export function labelLines(label: string, size: number, room: number, height: number): Lines {
  const [first = '', ...others] = label.split(/(?<=,) /)
  const rest = others.join(' ')
  const ways = [[label], ...(rest === '' ? [] : [[first, rest], [`… ${rest}`]])]
  const sizes = TEXT_SIZES.filter((candidate) => candidate <= size)
  const fitting = ways.flatMap((lines) =>
    sizes
      .filter((candidate) => lines.length * candidate * LABEL_LINE <= height)
      .filter((candidate) => lines.every((line) => textWidth(line, candidate) <= room))
      .slice(0, 1)
      .map((candidate) => ({ lines, size: candidate })),
  )
  return fitting[0] ?? { lines: [label], size: TEXT_SIZES.at(-1)! }
}
