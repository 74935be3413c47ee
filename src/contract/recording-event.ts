import * as v from 'valibot'
import { OBSERVATION_ENTRIES, WatchedSchema } from './observation.ts'
import { SaveOutcomeSchema } from './save-outcome.ts'

/** Progress of a recording. */
export const RecordingEventSchema = v.variant('type', [
  /** The processes were found, and are in the samples from now on. */
  v.object({ type: v.literal('began'), id: v.string(), title: v.string(), watched: v.array(WatchedSchema) }),
  v.object({ type: v.literal('warning'), message: v.string() }),
  /** The observation is over. `saved` says where, or why it could not be saved. */
  v.object({
    type: v.literal('end'),
    id: v.string(),
    status: OBSERVATION_ENTRIES.status,
    durationSeconds: v.number(),
    saved: SaveOutcomeSchema,
  }),
])
export type RecordingEvent = v.InferOutput<typeof RecordingEventSchema>
