import { statusWidth, type Output } from './io.ts'
import { clipped } from './wrap.ts'

/** A line of status beside the output of another program on the same terminal. */
export interface StatusLine {
  show(text: string): void
  /** Leaves the terminal as it was. */
  clear(): void
}

/** A smaller window is the program's alone. */
const MIN_ROWS = 8

const SAVE = '\u001b7'
const RESTORE = '\u001b8'
const scrollRows = (last: number | undefined) => `\u001b[${last === undefined ? '' : `1;${last}`}r`
const lineOf = (row: number) => `\u001b[${row};1H\u001b[2K`

/**
 * The last row of the terminal, kept out of what scrolls (DECSTBM, as `apt` does it): whatever a program writes meanwhile
 * stands above, untouched. Writes nothing where the output is not a terminal, or has too few rows.
 */
export function createBottomLine(output: Output, env: NodeJS.ProcessEnv = process.env): StatusLine {
  const rows = output.isTTY === true && env['TERM'] !== 'dumb' ? (output.rows ?? 0) : 0
  if (rows < MIN_ROWS) return { show: () => {}, clear: () => {} }
  /** Rows when the region was set; undefined while it is not. */
  let reserved: number | undefined
  return {
    show(text) {
      const last = output.rows ?? rows
      if (reserved !== last) {
        // Down and up again, in its column: the cursor may be on the last row. Setting the region moves it to the top.
        output.write(`\u001bD${SAVE}${scrollRows(last - 1)}${RESTORE}\u001b[1A`)
        reserved = last
      }
      output.write(`${SAVE}${lineOf(last)}${clipped(text, statusWidth(output))}${RESTORE}`)
    },
    clear() {
      if (reserved === undefined) return
      output.write(`${SAVE}${scrollRows(undefined)}${lineOf(reserved)}${RESTORE}`)
      reserved = undefined
    },
  }
}
