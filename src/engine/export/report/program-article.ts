import { evidenceText, placeText, type Finding } from '../../../contract/finding.ts'
import type { ProgramRecord } from '../../../contract/program.ts'
import { programText } from '../../../contract/saved-record.ts'
import { PROCESS_HEADS, processTable, programSentence, THREAD_HEADS, threadTable } from '../program-text.ts'
import { escapeHtml, moreHtml, tableHtml } from './html.ts'

const MAX_ROWS = 400

/** The diagnosis of a program: findings in the order of their weight, each with its lines and what to do. */
export function diagnosisHtml(record: ProgramRecord): string {
  const { findings, noisy, reasons } = record.diagnosis
  const noise = noisy ? `<p class="noisy"><b>noisy:</b> ${escapeHtml(reasons.join(' '))}</p>` : ''
  return `<p class="dim">${escapeHtml(`${record.program.attached ? 'Attached to' : 'Started'}: ${programText(record)}`)}</p>
${findings.map((finding, index) => findingHtml(finding, index, record.program.folder)).join('\n')}
${noise}<p>${escapeHtml(programSentence(record))}</p>`
}

function findingHtml(finding: Finding, index: number, folder: string | undefined): string {
  const { id, text, where, suggestion } = finding
  const places = where.map((place) => `<code>${escapeHtml(placeText(place, folder))}</code>`).join('<br>')
  const numbers = evidenceText(finding)
  const parts = [
    places && `<p>${places}</p>`,
    suggestion === undefined ? '' : `<p><b>What to do:</b> ${escapeHtml(suggestion)}</p>`,
    numbers && `<p class="dim"><small>${escapeHtml(numbers)}</small></p>`,
  ]
  const kind = index === 0 ? ' class="verdict"' : ''
  return `<div${kind} data-finding="${id}"><p>${escapeHtml(text)} <small>${id}</small></p>${parts.join('')}</div>`
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
