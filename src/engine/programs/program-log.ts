import * as v from 'valibot'
import { ProgramSchema } from '../../contract/program.ts'
import { ProcessIdentitySchema } from '../host/process-identity.ts'
import { StartEnvironmentSchema } from '../observation/start-environment.ts'

/** Facts known when the observation of a program begins: a record of its log. */
export const ProgramStartSchema = v.object({
  type: v.literal('program'),
  /** The Coreglow that records it. */
  writer: ProcessIdentitySchema,
  id: v.string(),
  createdAt: v.string(),
  title: v.string(),
  program: ProgramSchema,
  rate: v.number(),
  environment: StartEnvironmentSchema,
})
export type ProgramStart = v.InferOutput<typeof ProgramStartSchema>
