import { CALL_COLUMNS, callRows, knownColumns, missingReasons } from '../../../contract/call-columns.ts'
import {
  agreementSentences,
  controlsText,
  failuresOf,
  inputsText,
  inspectionSentences,
  settingText,
  sweepSentence,
} from '../../../contract/function-text.ts'
import type { FunctionRun, Run } from '../../../contract/run.ts'
import { findingsHtml } from './findings.ts'
import { escapeHtml, tableHtml } from './html.ts'

const paragraph = (text: string) => `<p>${escapeHtml(text)}</p>`
const heading = (text: string) => `<h3>${text}</h3>`

/** The advice's code; what was run; and what this machine gave, which comes before any judgement. */
export function functionIntroHtml(run: FunctionRun): string {
  const code = run.advice?.code.trim() ?? ''
  return [
    code === '' ? '' : `<pre><code>${escapeHtml(code)}</code></pre>`,
    paragraph(`${inputsText(run.inputs)}; ${settingText(run)}.`),
    paragraph(controlsText(run)),
  ].join('\n')
}

/** What the calls of each model were like, how the results agree, and the findings. */
export function functionDetailsHtml(run: FunctionRun): string {
  const said = failuresOf(run).map(({ text }) => text)
  const details = [
    ...inspectionSentences(run.inspection, said),
    ...(run.sweep ?? []).map((sweep) => sweepSentence(run, sweep)),
  ]
  return [
    failuresHtml(run),
    heading('The calls of each model'),
    callsHtml(run),
    ...details.map(paragraph),
    heading('Agreement'),
    ...agreementSentences(run, run.agreement).map(paragraph),
    heading('Findings'),
    findingsHtml(run.diagnosis, run.function.folder),
  ].join('\n')
}

function failuresHtml(run: Run): string {
  return failuresOf(run)
    .map(({ label, text }) => `<p class="noisy"><b>${escapeHtml(label)} failed:</b> ${escapeHtml(text)}</p>`)
    .join('\n')
}

function callsHtml(run: Run): string {
  const rows = callRows(run)
  const columns = knownColumns(CALL_COLUMNS, rows)
  const table = tableHtml(
    ['variant', ...columns.map(({ title }) => title)],
    rows.map((row) => [{ text: row.summary.label }, ...columns.map(({ cell }) => ({ text: cell(row), number: true }))]),
  )
  const reasons = missingReasons(rows).map((reason) => `<p class="dim"><small>${escapeHtml(reason)}</small></p>`)
  return `${table}${reasons.join('')}`
}
