import type { Engine, EngineOptions } from '../engine/engine.ts'
import { clipped } from './wrap.ts'

/** Streams, signal and engine that the terminal host works with: those of the process in `cli.ts`, substitutes in tests. */
export interface Io {
  readonly stdout: Output
  readonly stderr: Output
  /** Aborted by an interrupt; the reason is the exit code, such as 130. */
  readonly signal: AbortSignal
  /** Lets the next `count` interrupts pass: they are a watched program's. */
  readonly passInterrupts: (count: number) => void
  readonly version: string
  /** Folder of the built page. */
  readonly pageFolder: string
  readonly createEngine: (host: EngineOptions['host']) => Promise<Engine>
  /** Shows an address in the user's browser, where there is one. */
  readonly openBrowser: (url: string) => void
}

export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

/** The text of a table: columns as wide as their widest cell, those named in `right` aligned to the right. */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const cell = (text: string, column: number) =>
    right.includes(column) ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)
  return rows.map((row) => `${row.map(cell).join('  ').trimEnd()}\n`).join('')
}

/** Columns of a terminal that does not say how many it has. */
const USUAL_COLUMNS = 80

/** Characters of a line that is shown in place: the last column stays free, so that the line does not wrap. */
export function statusWidth({ columns }: Output): number {
  return (columns || USUAL_COLUMNS) - 1
}

/** A status line, rewritten in place; writes nothing if the output is not a terminal. */
export function createStatusLine(output: Output): { show(text: string): void; clear(): void } {
  const write = (text: string) => output.isTTY === true && output.write(`\r\u001b[2K${text}`)
  return {
    show: (text) => write(clipped(text, statusWidth(output))),
    clear: () => write(''),
  }
}
