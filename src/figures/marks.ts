import type { Grid } from '../contract/figure.ts'

/** Marks that distinguish a good cell of a grid from a bad one without colour. */
export const MARKS: Readonly<Record<Grid['rows'][number]['cells'][number]['tone'], string>> = {
  good: '✓',
  bad: '✗',
  plain: '',
  dim: '',
}

/** The text of a cell with its mark. */
export function markedText({ text, tone }: Pick<Grid['rows'][number]['cells'][number], 'text' | 'tone'>): string {
  return MARKS[tone] === '' ? text : `${MARKS[tone]} ${text}`
}
