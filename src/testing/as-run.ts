import { isRun, type SavedRecord } from '../contract/saved-record.ts'
import type { Run } from '../contract/run.ts'

/** @throws Error for an observation without a plan */
export function asRun(record: SavedRecord): Run {
  if (isRun(record)) return record
  throw new Error(`${record.id} is an observation without a plan.`)
}
