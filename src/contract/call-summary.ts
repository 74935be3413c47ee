import { ifKnown, isMissing } from './known.ts'
import type { TrialResult } from './run.ts'
import { median } from './statistics.ts'

/** What the calls of a variant were like, over its repeats that did not fail; a field is undefined where none of them has it. Seconds are wall seconds. */
export interface CallSummary {
  readonly importSeconds: number | undefined
  /** Medians over the repeats; `max` is the longest call of all. */
  readonly item: { readonly median: number; readonly p95: number; readonly max: number } | undefined
  readonly pickledBytes: { readonly in: number; readonly out: number } | undefined
  readonly serialiseSeconds: number | undefined
  /** Of the least and the most idle worker. */
  readonly idleShare: { readonly least: number; readonly most: number } | undefined
  readonly gil: { readonly held: number; readonly waiting: number } | undefined
  /** Why numbers are not known, a sentence each. */
  readonly missing: Readonly<Partial<Record<'pickledBytes' | 'serialiseSeconds' | 'gil', string>>>
}

/** Summary of the calls of a variant's trials. */
export function summariseCalls(results: readonly TrialResult[], variant: string): CallSummary {
  const trials = results.filter((trial) => trial.variant === variant && trial.failed === undefined)
  const items = trials.flatMap(({ perItemSeconds }) => perItemSeconds ?? [])
  const bytes = trials.flatMap(({ pickledBytes }) => ifKnown(pickledBytes) ?? [])
  const gils = trials.flatMap(({ gil }) => ifKnown(gil) ?? [])
  const idle = trials.flatMap(({ idleShare }) => (idleShare === undefined || idleShare.length === 0 ? [] : [idleShare]))
  return {
    importSeconds: middle(trials.flatMap(({ importSeconds }) => importSeconds ?? [])),
    item:
      items.length === 0
        ? undefined
        : {
            median: median(items.map((item) => item.median)),
            p95: median(items.map((item) => item.p95)),
            max: Math.max(...items.map((item) => item.max)),
          },
    pickledBytes:
      bytes.length === 0
        ? undefined
        : { in: median(bytes.map((size) => size.in)), out: median(bytes.map((size) => size.out)) },
    serialiseSeconds: middle(trials.flatMap(({ serialiseSeconds }) => ifKnown(serialiseSeconds) ?? [])),
    idleShare:
      idle.length === 0
        ? undefined
        : {
            least: median(idle.map((shares) => Math.min(...shares))),
            most: median(idle.map((shares) => Math.max(...shares))),
          },
    gil:
      gils.length === 0
        ? undefined
        : { held: median(gils.map(({ held }) => held)), waiting: median(gils.map(({ waiting }) => waiting)) },
    missing: {
      pickledBytes: reasonOf(trials.map(({ pickledBytes }) => pickledBytes)),
      serialiseSeconds: reasonOf(trials.map(({ serialiseSeconds }) => serialiseSeconds)),
      gil: reasonOf(trials.map(({ gil }) => gil)),
    },
  }
}

const middle = (values: readonly number[]) => (values.length === 0 ? undefined : median(values))

/** Undefined where one of the repeats has the number. */
function reasonOf(values: readonly unknown[]): string | undefined {
  return values.every(isMissing) ? values[0]?.missing : undefined
}
