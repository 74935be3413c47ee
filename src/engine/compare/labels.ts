import { isRun, programText, type SavedRecord } from '../../contract/saved-record.ts'
import { formatDate } from '../../contract/text.ts'

/** A run or an observation, with the name that the user gave it. */
export interface Named {
  readonly run: SavedRecord
  readonly name?: string
}

/** Undefined where a record has no such feature. */
type Feature = (run: SavedRecord) => string | undefined

/** Features that may distinguish runs, the most telling first. */
const FEATURES: readonly Feature[] = [
  ({ title }) => title,
  (run) => (isRun(run) ? run.runtime.label : programText(run)),
  ({ environments }) => environments[0].host,
  (run) => (isRun(run) ? `${run.plan.workers} workers` : undefined),
  (run) => (isRun(run) ? `${run.plan.seconds} s` : undefined),
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
    runs.forEach(({ name }, index) => {
      if (name === undefined || !isUnique(labels, index))
        labels[index] = [labels[index], values[index]].filter(Boolean).join(', ')
    })
  }
  return labels.map((label, index) =>
    isUnique(labels, index) && label !== '' ? label : `${label} (${index + 1})`.trim(),
  )
}

function areUnique(labels: readonly string[]): boolean {
  return labels.every((label, index) => label !== '' && isUnique(labels, index))
}

function isUnique(labels: readonly string[], index: number): boolean {
  return labels.indexOf(labels[index]!) === index && labels.lastIndexOf(labels[index]!) === index
}
