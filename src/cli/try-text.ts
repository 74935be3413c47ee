import {
  agreementSentences,
  controlsText,
  failuresOf,
  functionText,
  inputsText,
  inspectionSentences,
  settingText,
  sweepSentence,
  variantsText,
} from '../contract/function-text.ts'
import type { FunctionRun, Run } from '../contract/run.ts'
import { describeDiagnosis } from './findings-text.ts'
import { printable } from './printable.ts'
import type { Style } from './style.ts'
import { functionTables } from './try-table.ts'
import { clipped, indented } from './wrap.ts'

/** Last lines of what the function printed. Chosen: enough to recognise it. */
const MAX_OUTPUT_LINES = 6

/** What will be run: function, inputs, interpreter, models. */
export function describeFunctionPlan(run: Pick<Run, 'plan' | 'runtime'>, style: Style, width: number): string {
  const tried = run.plan.function
  if (tried === undefined) return ''
  const line = tried.line === undefined ? '' : `, line ${tried.line}`
  return printable(
    [
      style.bold(indented(`${functionText(tried)}${line}: ${inputsText(tried.inputs)}`, width, '')),
      indented(settingText(run), width, ''),
      indented(`Models: ${variantsText(run)}`, width, ''),
    ].join(''),
  )
}

/** What a run of the user's function measured: controls, tables, failures, agreement, findings, advice. `folder`: file names below it are relative. */
export function describeFunctionRun(run: FunctionRun, style: Style, width: number, folder: string): string {
  const paragraph = (text: string) => indented(text, width, '')
  const failures = failuresOf(run)
  const said = failures.map(({ text }) => text)
  const parts = [
    [...inspectionSentences(run.inspection, said), controlsText(run)].map(paragraph).join(''),
    functionTables(run, style, width),
    failures.map(({ label, text }) => `${style.warning(`${label} failed:`)}\n${indented(text, width, '  ')}`).join(''),
    agreementSentences(run, run.agreement).map(paragraph).join(''),
    (run.sweep ?? []).map((sweep) => paragraph(sweepSentence(run, sweep))).join(''),
    outputText(run, style, width),
    describeDiagnosis(run.diagnosis, style, width, folder),
    adviceText(run, style, width),
  ]
  return printable(
    `${parts
      .filter((part) => part !== '')
      .map((part) => `\n${part.replace(/^\n+/, '')}`)
      .join('')}\n`,
  )
}

/** What the function printed in its first trial that printed something. */
function outputText({ results, plan }: Run, style: Style, width: number): string {
  const trial = results.find(({ output }) => output !== undefined && output.trim() !== '')
  if (trial === undefined) return ''
  const label = plan.variants.find(({ id }) => id === trial.variant)?.label ?? trial.variant
  const lines = trial.output!.trimEnd().split('\n')
  const shown = lines.slice(-MAX_OUTPUT_LINES).map((line) => style.dim(`  ${clipped(line, width - 2)}`))
  const left = lines.length > MAX_OUTPUT_LINES ? `; the last ${MAX_OUTPUT_LINES} lines` : ''
  return `Printed by the function (${label}, repeat ${trial.repeat}${left}):\n${shown.join('\n')}\n`
}

/** The advice, and its code from the left margin, so that it can be pasted. */
function adviceText({ advice, verdict }: Run, style: Style, width: number): string {
  const sentence = style.bold(indented(`Advice: ${advice?.text ?? verdict.text}`, width, ''))
  const code = advice?.code.trim() ?? ''
  return code === '' ? sentence : `${sentence}\n${code}\n`
}
