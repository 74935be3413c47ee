import type { EXPORT_FORMATS } from '../contract/procedures.ts'

export type Format = (typeof EXPORT_FORMATS)[number]

/** By the word that a user types: the formats, each with what the file's name gets where there are several. */
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
