import type { EXPORT_FORMATS } from '../contract/procedures.ts'

export type Format = (typeof EXPORT_FORMATS)[number]

/** Export formats by the word that a user types, each with a suffix for the file's name if there are several. */
export const FORMATS: Readonly<Record<string, readonly (readonly [Format, string])[]>> = {
  trace: [['trace', '']],
  csv: [
    ['csv-results', ''],
    ['csv-samples', '-samples'],
    ['csv-spans', '-spans'],
  ],
  html: [['html', '']],
  svg: [['card-svg', '']],
  png: [['card-png', '']],
  pdf: [['pdf', '']],
  json: [['json', '']],
  webm: [['webm', '']],
}

export const SQUARE: Readonly<Record<string, Format>> = { svg: 'square-svg', png: 'square-png' }
export const SHAPES = ['wide', 'square'] as const
