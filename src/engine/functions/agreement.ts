import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Agreement } from '../../contract/function.ts'
import { sum } from '../../contract/statistics.ts'
import { formatCount, oneOf } from '../../contract/text.ts'

/** Results of one trial, in the folder that its workload wrote: `digests` and `values` (docs/workloads.md). */
export interface TrialOutcome {
  readonly variant: string
  readonly baseline: boolean
  readonly repeat: number
  readonly folder: string
  /** Items of a row of the files. */
  readonly group: number
  /** Types of results that have no value of their own, so that they cannot be compared. */
  readonly notCompared: readonly string[]
}

/**
 * Relative difference up to which floats may count as equal. Digests hold them rounded to 9 significant digits, by two
 * roundings of which one has to agree: differences below 5e-10 always do, those above 1e-8 never.
 */
export const TOLERANCE = 1e-8

/** Bytes of a row: digests (uint64) of the exact result, without the order of its parts, and with its floats rounded in two ways. */
const ROW_BYTES = 32
const [EXACT, ORDER_FREE, ROUNDED, SHIFTED] = [0, 8, 16, 24]
const MAX_TEXT = 200

type How = Agreement['differs'][number]['how']

/** In place of a value whose row is beyond those that were written down. */
const NOT_KEPT = '(not kept)'

/** The difference that weighs most first. */
const SEVERITY: readonly How[] = ['value', 'tolerance', 'order']

/** A row that was not compared: the result has no value of its own. */
const NO_DIGEST = 0n

/**
 * Compares each trial's results, item by item, with those of the loop's first repeat.
 * @param items Number of inputs.
 * @throws Error if a file cannot be read
 */
export async function compareResults(outcomes: readonly TrialOutcome[], items: number): Promise<Agreement> {
  const [loop, ...repeats] = outcomes.filter(({ baseline }) => baseline).toSorted((a, b) => a.repeat - b.repeat)
  if (loop === undefined) {
    return { equal: false, compared: 0, differs: [], notCompared: 'The loop has no results to compare with.' }
  }
  const expected = await digestsOf(loop)
  const basis = basisOf(expected, loop, items)
  const unstable = await worstOf(expected, repeats)
  if (unstable?.how === 'value') {
    return { ...basis, equal: false, differs: [], unstable: await unstableText(loop, unstable, items) }
  }
  const differs = []
  for (const trials of byVariant(outcomes.filter(({ baseline }) => !baseline))) {
    const worst = await worstOf(expected, trials)
    if (worst !== undefined) differs.push(await differenceOf(loop, worst, items))
  }
  return {
    ...basis,
    equal: differs.every(({ how }) => how !== 'value'),
    ...(differs.some(({ how }) => how === 'tolerance') && { tolerance: TOLERANCE }),
    differs,
  }
}

/** Rows of one trial that differ from the loop's, in the way that weighs most. */
interface Difference {
  readonly outcome: TrialOutcome
  readonly how: How
  readonly rows: readonly number[]
}

async function digestsOf({ folder }: TrialOutcome): Promise<DataView> {
  const bytes = await readFile(join(folder, 'digests'))
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function rowsOf(digests: DataView): number {
  return Math.floor(digests.byteLength / ROW_BYTES)
}

/** The most serious difference of several trials of one variant. */
async function worstOf(expected: DataView, trials: readonly TrialOutcome[]): Promise<Difference | undefined> {
  const found = await Promise.all(
    trials.map(async (outcome) => differenceIn(expected, outcome, await digestsOf(outcome))),
  )
  return found
    .filter((difference) => difference !== undefined)
    .toSorted((a, b) => SEVERITY.indexOf(a.how) - SEVERITY.indexOf(b.how) || b.rows.length - a.rows.length)[0]
}

function differenceIn(expected: DataView, outcome: TrialOutcome, got: DataView): Difference | undefined {
  const rows: Record<How, number[]> = { value: [], tolerance: [], order: [] }
  for (let row = 0; row < Math.min(rowsOf(expected), rowsOf(got)); row++) {
    const how = howDiffers(expected, got, row * ROW_BYTES)
    if (how !== undefined) rows[how].push(row)
  }
  const how = SEVERITY.find((kind) => rows[kind].length > 0)
  return how === undefined ? undefined : { outcome, how, rows: rows[how] }
}

function howDiffers(expected: DataView, got: DataView, at: number): How | undefined {
  const isEqual = (column: number) => expected.getBigUint64(at + column, true) === got.getBigUint64(at + column, true)
  if (isEqual(EXACT) || !isCompared(expected, at) || !isCompared(got, at)) return undefined
  if (isEqual(ORDER_FREE)) return 'order'
  return isEqual(ROUNDED) || isEqual(SHIFTED) ? 'tolerance' : 'value'
}

function isCompared(digests: DataView, at: number): boolean {
  return digests.getBigUint64(at + EXACT, true) !== NO_DIGEST
}

function basisOf(
  expected: DataView,
  { group, notCompared }: TrialOutcome,
  items: number,
): Pick<Agreement, 'compared' | 'notCompared'> {
  const rows = rowsOf(expected)
  const without = Array.from({ length: rows }, (_, row) => row).filter((row) => !isCompared(expected, row * ROW_BYTES))
  const left = itemsIn(without, group, items)
  if (left === 0) return { compared: items }
  const types = notCompared.length === 0 ? '' : `, of type ${oneOf(notCompared.map((type) => `"${type}"`))},`
  const which = left === items ? 'The results' : `${formatCount(left)} of ${formatCount(items)} results`
  return {
    compared: items - left,
    notCompared: `${which}${types} cannot be compared: they have no value of their own.`,
  }
}

/** Items of some rows; the last row may have fewer than the others. */
function itemsIn(rows: readonly number[], group: number, items: number): number {
  return sum(rows.map((row) => Math.max(0, Math.min(items, (row + 1) * group) - row * group)))
}

async function differenceOf(
  loop: TrialOutcome,
  { outcome, how, rows }: Difference,
  items: number,
): Promise<Agreement['differs'][number]> {
  const [row = 0] = rows
  return {
    variant: outcome.variant,
    items: itemsIn(rows, outcome.group, items),
    how,
    first: { item: row * outcome.group, expected: await valueOf(loop, row), got: await valueOf(outcome, row) },
  }
}

/** A row's first value, as text. */
async function valueOf({ folder }: TrialOutcome, row: number): Promise<string> {
  const lines = (await readFile(join(folder, 'values'), 'utf8')).split('\n')
  return row < lines.length - 1 || (lines[row] ?? '') !== '' ? lines[row]!.slice(0, MAX_TEXT) : NOT_KEPT
}

async function unstableText(loop: TrialOutcome, { outcome, rows }: Difference, items: number): Promise<string> {
  const { first, items: differing } = await differenceOf(loop, { outcome, how: 'value', rows }, items)
  return `The loop itself returned other results when it was repeated: ${formatCount(differing)} of ${formatCount(items)} differ, first item ${first.item} (${first.expected}, then ${first.got}).`
}

function byVariant(outcomes: readonly TrialOutcome[]): readonly (readonly TrialOutcome[])[] {
  const groups = new Map<string, TrialOutcome[]>()
  for (const outcome of outcomes) groups.set(outcome.variant, [...(groups.get(outcome.variant) ?? []), outcome])
  return [...groups.values()]
}
