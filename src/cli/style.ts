import { ACTIVITY_GROUPS, type ActivityGroup } from '../contract/activity-palette.ts'
import type { Output } from './io.ts'

/** Text in colours, or as it is where the output is not a terminal or the user wants none. */
export interface Style {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly warning: (text: string) => string
  readonly group: (group: ActivityGroup, text: string) => string
}

/** The hues of the page in the terminal's own 16 colours, which suit its ground. */
const CODES: Readonly<Record<ActivityGroup, string>> = {
  python: '32',
  native: '36',
  gil: '1;31',
  ready: '33',
  lock: '35',
  waiting: '34',
  idle: '90',
  unknown: '90',
}

/** Colours only on a terminal that has them, and not where NO_COLOR is set (no-color.org). */
export function createStyle({ isTTY }: Output, env: NodeJS.ProcessEnv = process.env): Style {
  const colored = isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
  const paint = (code: string) => (text: string) => (colored && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text)
  return {
    bold: paint('1'),
    dim: paint('2'),
    warning: paint('1;33'),
    group: (group, text) => paint(CODES[group])(text),
  }
}

/** A cell of a bar differs by its sign too, since colours may be off. */
export const SIGNS: Readonly<Record<ActivityGroup, string>> = {
  python: '█',
  native: '▓',
  gil: 'G',
  ready: 'R',
  lock: 'L',
  waiting: '░',
  idle: '·',
  unknown: '?',
}

/** A bar of `width` cells, divided by largest remainder among the groups in the order of `ACTIVITY_GROUPS`. */
export function bar(shares: Readonly<Partial<Record<ActivityGroup, number>>>, width: number, style: Style): string {
  const exact = ACTIVITY_GROUPS.map((group) => (shares[group] ?? 0) * width)
  const cells = exact.map(Math.floor)
  const free =
    Math.min(width, Math.round(exact.reduce((sum, value) => sum + value, 0))) - cells.reduce((a, b) => a + b, 0)
  const byRemainder = exact
    .map((value, index) => ({ index, rest: value - cells[index]! }))
    .toSorted((a, b) => b.rest - a.rest)
  for (const { index } of byRemainder.slice(0, Math.max(0, free))) cells[index]! += 1
  const painted = ACTIVITY_GROUPS.map((group, index) => style.group(group, SIGNS[group].repeat(cells[index]!)))
  return painted.join('') + ' '.repeat(Math.max(0, width - cells.reduce((a, b) => a + b, 0)))
}
