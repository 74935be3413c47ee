import type { ProgramRecord } from '../../../contract/program.ts'
import { programText } from '../../../contract/saved-record.ts'
import { PROCESS_HEADS, processTable, programSentence, THREAD_HEADS, threadTable } from '../program-text.ts'
import { findingsHtml } from './findings.ts'
import { escapeHtml, moreHtml, tableHtml } from './html.ts'

const MAX_ROWS = 400

/** The diagnosis of a program: findings in the order of their weight, each with its lines and what to do. */
export function diagnosisHtml(record: ProgramRecord): string {
  return `<p class="dim">${escapeHtml(`${record.program.attached ? 'Attached to' : 'Started'}: ${programText(record)}`)}</p>
${findingsHtml(record.diagnosis, record.program.folder, 'verdict')}
<p>${escapeHtml(programSentence(record))}</p>`
}

/** Processes, and threads with the states that they were in. */
export function tasksHtml(record: ProgramRecord): string {
  const tables = [
    ['Threads', THREAD_HEADS, threadTable(record), THREAD_NUMBERS],
    ['Processes', PROCESS_HEADS, processTable(record), PROCESS_NUMBERS],
  ] as const
  return tables
    .map(([title, heads, rows, numbers]) => {
      const cells = rows.map((row) => row.map((text, column) => ({ text, number: numbers.has(column) })))
      return `<h3>${title}</h3>${tableHtml(heads, cells.slice(0, MAX_ROWS))}${moreHtml(rows.length, MAX_ROWS)}`
    })
    .join('\n')
}

const THREAD_NUMBERS: ReadonlySet<number> = new Set([1, 2])
const PROCESS_NUMBERS: ReadonlySet<number> = new Set([1, 2, 3, 4, 5])
