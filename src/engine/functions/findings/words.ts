import type { FindingSchema, Place } from '../../../contract/finding.ts'
import type { InferOutput } from 'valibot'
import { allOf, formatCount, formatSeconds, formatTenths } from '../../../contract/text.ts'
import type { FunctionEvidence } from '../evidence.ts'
import type { Way } from '../ways.ts'

type EvidenceEntry = InferOutput<typeof FindingSchema>['evidence'][number]

/** Where the user's function is; nowhere where its line is not known. */
export function placeOf({ inspection }: FunctionEvidence): Place[] {
  const { name, file, line } = inspection.function
  return line === undefined ? [] : [{ function: name, file, line }]
}

/** "a thread pool", "asyncio": a pool is countable, threads and asyncio are not. Chunks are named apart. */
export function nameOf({ variant }: Way): string {
  const name = variant.label.replace(/, .*$/, '')
  return variant.kind.endsWith('-pool') ? `a ${name}` : name
}

/** "thread pool took 3.70 s" */
export function took({ summary }: Way): string {
  return `${summary.label} took ${formatSeconds(summary.median)}`
}

/** "thread pool took 3.70 s, the loop 4.02 s" */
export function tookBeside(way: Way, loop: Way): string {
  return `${took(way)}, the loop ${formatSeconds(loop.summary.median)}`
}

/** "1.0 of 2 cores busy" */
export function coresBusy({ summary }: Way, { cores }: FunctionEvidence): string {
  return `${formatTenths(summary.effectiveParallelism)} of ${formatTenths(cores).replace(/\.0$/, '')} cores busy`
}

/** Wall seconds of ways, as evidence. */
export function wallSeconds(...ways: readonly (Way | undefined)[]): EvidenceEntry[] {
  return ways.flatMap((way) =>
    way === undefined ? [] : [{ label: labelOf(way), value: way.summary.median, unit: 's' }],
  )
}

function labelOf({ variant, summary }: Way): string {
  return variant.baseline ? 'the loop' : summary.label
}

/** "40 items", "1 item" */
export function itemsText(count: number): string {
  return `${formatCount(count)} ${count === 1 ? 'item' : 'items'}`
}

/** "the working folder and the locale", or nothing. */
export function changesOf({ results }: Pick<FunctionEvidence, 'results'>): string | undefined {
  const changes = [...new Set(results.flatMap((trial) => trial.changes ?? []))]
  return changes.length === 0 ? undefined : allOf(changes)
}
