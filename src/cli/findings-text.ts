import { evidenceText, NO_FAULT_FINDINGS, placeText, type Diagnosis, type Finding } from '../contract/finding.ts'
import type { Style } from './style.ts'
import { indented } from './wrap.ts'

const MAX_FINDINGS = 3
export const MAX_PLACES = 2
const NOISY_INDENT = 'Noisy: '.length

/** The strongest findings, each with its lines and what to do, and what made them noisy. `folder`: file names below it are relative. */
export function describeDiagnosis(
  { findings, noisy, reasons }: Diagnosis,
  style: Style,
  width: number,
  folder: string,
): string {
  const [first, ...others] = findings.slice(0, MAX_FINDINGS)
  const weaker = findings.length - MAX_FINDINGS
  return [
    first === undefined ? '' : firstFinding(first, style, width, folder),
    ...others.map((finding) => `\n${style.bold(finding.id)}\n${findingText(finding, width, folder)}`),
    weaker > 0 ? `\nand ${weaker} weaker ${weaker === 1 ? 'finding' : 'findings'}\n` : '',
    noisy ? `\n${style.warning('Noisy:')} ${indented(reasons.join(' '), width - NOISY_INDENT, '').trimEnd()}\n` : '',
  ].join('')
}

function firstFinding(finding: Finding, style: Style, width: number, folder: string): string {
  const { id } = finding
  const numbers = evidenceText(finding)
  const title = (NO_FAULT_FINDINGS.has(id) ? style.bold : style.warning)(`coreglow: ${id}`)
  const details = numbers === '' ? '' : style.dim(indented(numbers, width, '  '))
  return `${title}\n${findingText(finding, width, folder, style.bold)}${details}`
}

function findingText(
  { text, where, suggestion }: Finding,
  width: number,
  folder: string,
  emphasize = (sentence: string) => sentence,
): string {
  return [
    emphasize(indented(text, width, '  ')),
    ...where.slice(0, MAX_PLACES).map((place) => `  at ${placeText(place, folder)}\n`),
    suggestion === undefined ? '' : indented(`What to do: ${suggestion}`, width, '  '),
  ].join('')
}
