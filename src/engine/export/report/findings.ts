import { evidenceText, placeText, type Diagnosis, type Finding } from '../../../contract/finding.ts'
import { escapeHtml } from './html.ts'

/** Findings in the order of their weight, each with its lines, what to do and its numbers, and what made them noisy. `firstClass`: style of the strongest. */
export function findingsHtml(
  { findings, noisy, reasons }: Diagnosis,
  folder: string | undefined,
  firstClass = '',
): string {
  const noise = noisy ? `<p class="noisy"><b>noisy:</b> ${escapeHtml(reasons.join(' '))}</p>` : ''
  const parts = findings.map((finding, index) => findingHtml(finding, index === 0 ? firstClass : '', folder))
  return `${parts.join('\n')}
${noise}`
}

function findingHtml(finding: Finding, kind: string, folder: string | undefined): string {
  const { id, text, where, suggestion } = finding
  const places = where.map((place) => `<code>${escapeHtml(placeText(place, folder))}</code>`).join('<br>')
  const numbers = evidenceText(finding)
  const parts = [
    places && `<p>${places}</p>`,
    suggestion === undefined ? '' : `<p><b>What to do:</b> ${escapeHtml(suggestion)}</p>`,
    numbers && `<p class="dim"><small>${escapeHtml(numbers)}</small></p>`,
  ]
  const style = kind === '' ? '' : ` class="${kind}"`
  return `<div${style} data-finding="${id}"><p>${escapeHtml(text)} <small>${id}</small></p>${parts.join('')}</div>`
}
