import * as v from 'valibot'
import { formatIn } from './text.ts'

/** Ids of findings are part of the format of records, and of `coreglow watch --json`. */
export const FINDING_IDS = [
  'serial',
  'gil-contention',
  'gil-convoy',
  'gil-long-hold',
  'gil-small-calls',
  'gil-enabled',
  'busy-wait',
  'lock-contention',
  'lock-across-io',
  'contended-object',
  'hand-over',
  'copying',
  'parent-bound',
  'start-up',
  'imbalance',
  'oversubscribed',
  'cpu-limit',
  'event-loop-blocked',
  'pool-too-small',
  'waiting',
  'disk',
  'native-parallel',
  'deadlock',
  'workers-dying',
  'orphans',
  'daemon-threads',
  'failed',
  'memory',
  'results-differ',
  'keeps-state',
  'not-picklable',
  'unclear',
  'healthy',
] as const
export type FindingId = (typeof FINDING_IDS)[number]

/** Findings that report no fault. */
export const NO_FAULT_FINDINGS: ReadonlySet<FindingId> = new Set(['healthy', 'native-parallel', 'unclear'])

/** A line of the watched program. */
export const PlaceSchema = v.object({
  function: v.string(),
  file: v.string(),
  line: v.number(),
})
export type Place = v.InferOutput<typeof PlaceSchema>

/** "work (app.py:12)"; names of files below `folder`, such as the program's own, are relative to it. */
export function placeText({ function: name, file, line }: Place, folder?: string): string {
  const near = folder !== undefined && file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file
  return `${name} (${near}:${line})`
}

/** One number behind a finding. */
export const FindingEvidenceSchema = v.object({
  /** What it is, in words: "share of time in which threads waited for the GIL". */
  label: v.string(),
  value: v.number(),
  /** A unit of `formatIn`: 's', 'share', '1/s', 'B', 'x', '' for a count. */
  unit: v.string(),
})

export const FindingSchema = v.object({
  id: v.picklist(FINDING_IDS),
  /** A sentence or two, with the numbers. */
  text: v.string(),
  evidence: v.array(FindingEvidenceSchema),
  /** The lines that it speaks of, the most important first; empty where it speaks of no line. */
  where: v.array(PlaceSchema),
  /** What to do about it; missing where nothing is to be done. */
  suggestion: v.optional(v.string()),
})
export type Finding = v.InferOutput<typeof FindingSchema>

/** "waited for the GIL 88 % · cores busy 1.0" */
export function evidenceText({ evidence }: Pick<Finding, 'evidence'>): string {
  return evidence.map(({ label, value, unit }) => `${label} ${formatIn(unit, value)}`).join(' · ')
}

export const DiagnosisSchema = v.object({
  /** The strongest first; never empty: `healthy` and `unclear` are findings. */
  findings: v.array(FindingSchema),
  /** The machine was not the program's alone, so that numbers may be another's; `reasons` are sentences. */
  noisy: v.boolean(),
  reasons: v.array(v.string()),
})
export type Diagnosis = v.InferOutput<typeof DiagnosisSchema>
