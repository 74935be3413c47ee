import type { ErrorCode } from '../../contract/error.ts'
import type { Job, JobResults } from './jobs.ts'

export interface RecordsData {
  readonly dataFolder: string
}

export interface JobMessage {
  readonly id: number
  readonly job: Job
}

/** `code` is missing for an error that is a bug of ours. */
export type JobAnswer =
  | { readonly id: number; readonly result: JobResults[Job['type']] }
  | {
      readonly id: number
      readonly error: { readonly code?: ErrorCode; readonly message: string; readonly path?: string }
    }
