import type { ErrorCode } from '../../contract/error.ts'
import type { Piece } from './pieces.ts'
import type { Job, JobResults } from './jobs.ts'

export interface RecordsData {
  readonly dataFolder: string
}

/** A job without its long arrays; then their pieces; then the word that all are there. */
export type JobMessage =
  | { readonly id: number; readonly job: Job }
  | { readonly id: number; readonly pieces: readonly Piece[] }
  | { readonly id: number; readonly isWhole: true }

/** `code` is missing for an error that is a bug of ours. */
export type JobAnswer =
  | { readonly id: number; readonly result: JobResults[Job['type']] }
  | {
      readonly id: number
      readonly error: { readonly code?: ErrorCode; readonly message: string; readonly path?: string }
    }
