import { embedDigest, DIGEST_PLACEHOLDER } from '../digest/digest.ts'

export type CsvCell = string | number | boolean | null | undefined

// A spreadsheet takes text that begins so for a formula.
const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/

function cellText(cell: CsvCell): string {
  if (cell === null || cell === undefined || Number.isNaN(cell)) return ''
  if (typeof cell !== 'string') return String(cell)
  const safe = FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const line = (cells: readonly CsvCell[]) => `${cells.map(cellText).join(',')}\r\n`

/** RFC 4180, with a header line. Missing is an empty field; text that a spreadsheet would compute gets a ' in front. */
export function toCsv<Row>(columns: Readonly<Record<string, (row: Row) => CsvCell>>, rows: Iterable<Row>): string {
  const cells = Object.values(columns)
  let text = line(Object.keys(columns))
  for (const row of rows) text += line(cells.map((cell) => cell(row)))
  return text
}

/** The same with a last column that has the SHA-256 of the whole file in every row. */
export function toDigestedCsv<Row>(
  columns: Readonly<Record<string, (row: Row) => CsvCell>>,
  rows: Iterable<Row>,
): string {
  return embedDigest(toCsv({ ...columns, file_sha256: () => DIGEST_PLACEHOLDER }, rows))
}
