import * as v from 'valibot'
import { EnvironmentSchema, WatchedSchema } from '../../contract/observation.ts'
import { ProcessIdentitySchema } from '../host/process-identity.ts'

/** Environment as far as it is known before anything was observed. */
export const StartEnvironmentSchema = v.omit(EnvironmentSchema, ['load', 'otherLoad', 'steal', 'startMethod'])

/** What is known of an observation without a plan when it begins: a record of its log. */
export const ObservationStartSchema = v.object({
  type: v.literal('observation'),
  /** The Coreglow that records it. */
  writer: ProcessIdentitySchema,
  id: v.string(),
  createdAt: v.string(),
  title: v.string(),
  watched: v.array(WatchedSchema),
  rate: v.number(),
  environment: StartEnvironmentSchema,
})
export type ObservationStart = v.InferOutput<typeof ObservationStartSchema>
