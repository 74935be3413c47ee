import * as v from 'valibot'
import { ObservationSchema, type Observation } from './observation.ts'
import { RunSchema, type Run, type TrialResult } from './run.ts'

/** What the archive saves: an observation, with a plan and its results or without. */
export const SavedRecordSchema = v.variant('kind', [RunSchema, ObservationSchema])
export type SavedRecord = Run | Observation

export function isRun(record: SavedRecord): record is Run {
  return record.kind === 'run'
}

/** Trials in the order in which they ran; none without a plan. */
export function resultsOf(record: SavedRecord): readonly TrialResult[] {
  return isRun(record) ? record.results : []
}

/** The processes that were watched: "python3 4121". */
export function watchedText({ watched }: Pick<Observation, 'watched'>): string {
  return watched.map(({ name, pid }) => `${name} ${pid}`).join(', ')
}
