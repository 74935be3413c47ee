import type { Run } from '../../contract/run.ts'
import { formatDate } from '../../contract/text.ts'

/** A run, with the name that the user gave it. */
export interface Named {
  readonly run: Run
  readonly name?: string
}

type Feature = (run: Run) => string

/** Features that may distinguish runs, the most telling first. */
const FEATURES: readonly Feature[] = [
  ({ title }) => title,
  ({ runtime }) => runtime.label,
  ({ environments }) => environments[0].host,
  ({ plan }) => `${plan.workers} workers`,
  ({ plan }) => `${plan.seconds} s`,
  ({ createdAt }) => formatDate(createdAt),
  ({ id }) => id,
]

/** Short unique labels made of what distinguishes the runs, or their names if they have some. */
export function labelsOf(runs: readonly Named[]): string[] {
  const labels = runs.map(({ name }) => name ?? '')
  for (const feature of FEATURES) {
    if (areUnique(labels)) break
    const values = runs.map(({ run }) => feature(run))
    if (new Set(values).size === 1) continue
    runs.forEach(({ name }, at) => {
      if (name === undefined || !isUnique(labels, at)) labels[at] = [labels[at], values[at]].filter(Boolean).join(', ')
    })
  }
  return labels.map((label, at) => (isUnique(labels, at) && label !== '' ? label : `${label} (${at + 1})`.trim()))
}

function areUnique(labels: readonly string[]): boolean {
  return labels.every((label, at) => label !== '' && isUnique(labels, at))
}

function isUnique(labels: readonly string[], at: number): boolean {
  return labels.indexOf(labels[at]!) === at && labels.lastIndexOf(labels[at]!) === at
}
