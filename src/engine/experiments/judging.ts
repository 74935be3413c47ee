import { allOf, formatFactor, formatShare } from '../../contract/text.ts'
import type { Published } from '../../contract/experiment.ts'
import type { Point } from '../../contract/figure.ts'
import { kindSlug } from '../../contract/model.ts'
import type { ModelSummary, Variant } from '../../contract/run.ts'
import type { Evidence, Judgement } from './experiment.ts'
import { firstOfKind } from './orders.ts'

export type Change = 'faster' | 'same' | 'slower' | 'inconclusive'

/** One model beside the baseline. */
export interface ModelComparison extends Pick<Variant, 'kind' | 'lock' | 'sharesInterpreter'> {
  /** Beginning of its sentence: "Threads took 1.03× the sequential time"; short for all but the first. */
  readonly duration: string
  /** Label of the baseline: "sequential". */
  readonly base: string
  /** Wall time over the baseline's. */
  readonly ratio: number
  readonly change: Change
  readonly summary: ModelSummary
}

/** Least band: smaller differences are within the noise, however steady the repeats. Chosen because less than 10 % is of no practical use. */
const MIN_BAND = 0.1
/** Band of a single repeat, whose spread is unknown. Chosen because on a shared machine the next one may differ by this much. */
export const SINGLE_BAND = 0.3
/** Widest band; with a wider one, finding no difference means nothing. Chosen because a factor of 1.5 would fit into it. */
const MAX_BAND = 0.4

const WIDE_SPREAD = 0.2
const SLOW_START_SHARE = 0.1
/** Least cores kept busy by work that computes, which should be 1 or more. Chosen because below three quarters its times are those of other programs. */
const MIN_PARALLELISM = 0.75

/** Whether the repeats vary by more than 20 % of their median. Chosen: twice the least band. */
export function variesWidely({ spread }: Pick<Spread, 'spread'>): boolean {
  return spread > WIDE_SPREAD
}

/** "The repeats of threads vary by more than 20 % of their median", without a full stop; no labels: of what is judged. */
export function repeatsVary(labels: readonly string[] = []): string {
  const what = labels.length === 0 ? '' : ` of ${allOf(labels)}`
  return `The repeats${what} vary by more than ${formatShare(WIDE_SPREAD)} of their median`
}

/** Why what was measured is noisy, in a sentence; none where all repeats agree. */
export function noiseOf(measured: readonly (Spread & { readonly label: string })[]): string[] {
  const wide = measured.filter(variesWidely).map(({ label }) => label)
  return wide.length === 0 ? [] : [`${repeatsVary(wide)}.`]
}

/** Whether creating the workers took more than a tenth of the wall time. Chosen: as much as the least band, so the start could be the whole difference. */
export function startsSlowly({ workerStartMedian, median }: ModelSummary): boolean {
  return workerStartMedian / median > SLOW_START_SHARE
}

/** Whether work that computes got less than a core, because other programs had it. */
export function isStarved({ effectiveParallelism }: ModelSummary, { cores }: Pick<Evidence, 'cores'>): boolean {
  return effectiveParallelism < MIN_PARALLELISM * Math.min(1, cores)
}

/** Median and spread of repeated measurements. */
export interface Spread {
  readonly median: number
  /** (max - min) / median. */
  readonly spread: number
  readonly trials: number
}

/** Spread of a point; undefined if it has no value. */
export function spreadOf(point: Point | undefined): Spread | undefined {
  if (point?.value === undefined) return undefined
  const { value, low = value, high = value, repeats = 1 } = point
  return { median: value, spread: high === low ? 0 : (high - low) / Math.abs(value), trials: repeats }
}

/** Compares `other` with `base`, smaller being "faster": a difference counts if it is larger than both spreads. */
export function compare(base: Spread, other: Spread): { readonly ratio: number; readonly change: Change } {
  const ratio = other.median / base.median
  const floor = Math.min(base.trials, other.trials) > 1 ? MIN_BAND : SINGLE_BAND
  const band = Math.max(floor, base.spread, other.spread)
  if (ratio < 1 / (1 + band)) return { ratio, change: 'faster' }
  if (ratio > 1 + band) return { ratio, change: 'slower' }
  return { ratio, change: band > MAX_BAND ? 'inconclusive' : 'same' }
}

/** Choices of a bet on the ratio of the most expensive way to the cheapest. */
export const FACTOR_CHOICES = [
  { id: 'ten', label: 'Up to 10 times' },
  { id: 'hundred', label: '10 to 100 times' },
  { id: 'more', label: 'More than 100 times' },
]

/** Choice that a factor falls into; undefined if its spread reaches into another. */
export function factorChoice(factor: number, spread: number): string | undefined {
  const [low, high] = [factor / (1 + spread), factor * (1 + spread)].map(decade)
  return low === high ? low : undefined
}

function decade(factor: number): string {
  return factor <= 10 ? 'ten' : factor <= 100 ? 'hundred' : 'more'
}

/**
 * For experiments that set each model beside the baseline: answers by itself where there is nothing to compare or
 * nothing can be said, and otherwise asks `rule`, which may find 'inconclusive' in some standings, never in all.
 */
export function judgeBesideBaseline(
  evidence: Evidence,
  rule: (comparisons: readonly ModelComparison[]) => Judgement,
): Judgement {
  const { summary, plan } = evidence
  if (summary.length < 2) return { kind: 'incomplete', text: incomplete(summary) }
  const base = summary.find(({ baseline }) => baseline)
  if (base === undefined) return { kind: 'no-baseline', text: withoutBaseline(summary) }
  const comparisons = summary
    .filter((row) => row !== base)
    .map((row, index) => comparison(base, row, plan, index === 0))
  if (plan.workers === 1) {
    return { kind: 'one-worker', text: `With one worker, nothing runs at the same time: ${listRatios(comparisons)}.` }
  }
  if (comparisons.every((modelComparison) => modelComparison.change === 'inconclusive')) {
    return { kind: 'too-noisy', text: tooNoisy(base, comparisons) }
  }
  return rule(comparisons)
}

/** Kind of the verdict on work that waits: by threads if they can be judged, else by a model whose waits overlap. */
export function overlapKind(comparisons: readonly ModelComparison[]): string {
  const overlapping = comparisons.find((modelComparison) => modelComparison.change === 'faster')
  if (overlapping === undefined) return 'no-overlap'
  const main = firstOfKind(comparisons.filter(isSure), 'thread') ?? overlapping
  const slug = kindSlug(main.kind)
  return main.change === 'faster' ? `${slug}-overlap` : `${slug}-do-not-overlap`
}

/** Do the repeats agree well enough to say which is faster? */
export function isSure({ change }: Pick<ModelComparison, 'change'>): boolean {
  return change !== 'inconclusive'
}

export function inconclusive({ duration, summary }: ModelComparison): string {
  return `${duration}, too noisy to judge: the repeats varied by ${formatShare(summary.spread)}.`
}

/** "threads took 1.01×, processes 1.05× the sequential time". */
export function listRatios(comparisons: readonly ModelComparison[]): string {
  const parts = comparisons.map(
    ({ summary, ratio }, index) => `${summary.label}${index === 0 ? ' took' : ''} ${formatFactor(ratio)}`,
  )
  return `${parts.join(', ')} the ${comparisons[0]?.base ?? 'baseline'} time`
}

/** A sentence on which published figures these ones agree with, by direction; none where none can be compared. */
export function agreement(
  published: readonly Published[],
  comparisons: readonly ModelComparison[],
): string | undefined {
  const agree: string[] = []
  const differ: string[] = []
  for (const reference of published) {
    const pairs = comparisons.flatMap((mine) => publishedPair(reference, mine))
    const other = pairs.find((pair) => !pair.agrees)
    if (other !== undefined) differ.push(`${reference.source} (${other.text})`)
    else if (pairs.length > 0) agree.push(reference.source)
  }
  if (agree.length === 0) return differ.length === 0 ? undefined : `Unlike ${allOf(differ)}.`
  return `As in ${allOf(agree)}${differ.length === 0 ? '' : `; unlike ${allOf(differ)}`}.`
}

function publishedPair(published: Published, mine: ModelComparison) {
  // A lock of the model's own is not what was published.
  const base = published.wallSeconds.sequential
  const other = mine.lock === undefined ? published.wallSeconds[mine.kind] : undefined
  if (base === undefined || other === undefined || mine.change === 'inconclusive') return []
  const ratio = other / base
  const change: Change = ratio > 1 + MIN_BAND ? 'slower' : ratio < 1 / (1 + MIN_BAND) ? 'faster' : 'same'
  return [{ agrees: change === mine.change, text: `${mine.summary.label} ${formatFactor(ratio)}` }]
}

function comparison(
  base: ModelSummary,
  summary: ModelSummary,
  { variants }: Pick<Evidence['plan'], 'variants'>,
  first: boolean,
): ModelComparison {
  const { kind, lock, sharesInterpreter } = variants.find(({ id }) => id === summary.variant)!
  const { ratio, change } = compare(base, summary)
  const duration = `${capital(summary.label)} took ${formatFactor(ratio)}${first ? ` the ${base.label} time` : ''}`
  return { kind, lock, sharesInterpreter, base: base.label, ratio, change, duration, summary }
}

export function capital(label: string): string {
  return label.charAt(0).toUpperCase() + label.slice(1)
}

function incomplete(summary: readonly ModelSummary[]): string {
  const [only] = summary
  return only === undefined
    ? 'No model has a result, so there is nothing to compare.'
    : `Only ${only.label} has a result, so there is nothing to compare it with.`
}

function withoutBaseline(summary: readonly ModelSummary[]): string {
  const [fastest, ...others] = summary.toSorted((a, b) => a.median - b.median)
  const slower = others.map((other) => describePair(fastest!, other))
  return `The baseline was not measured. ${slower.join(' ')}`
}

function describePair(fastest: ModelSummary, summary: ModelSummary): string {
  const { ratio, change } = compare(fastest, summary)
  const verdict = change === 'slower' ? '' : ', no difference larger than the noise'
  return `${capital(summary.label)} took ${formatFactor(ratio)} the time of ${fastest.label}${verdict}.`
}

function tooNoisy(base: ModelSummary, comparisons: readonly ModelComparison[]): string {
  const spread = Math.max(base.spread, ...comparisons.map((modelComparison) => modelComparison.summary.spread))
  return `Too noisy to say: ${listRatios(comparisons)}, and repeats of one model varied by ${formatShare(spread)}.`
}
