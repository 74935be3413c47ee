import * as v from 'valibot'
import { RuntimeSchema } from '../../contract/experiment.ts'
import { ClockSchema } from '../../contract/observation.ts'
import { RunPlanSchema, RunSchema, TrialResultSchema } from '../../contract/run.ts'
import { InspectionSchema } from '../../contract/function.ts'
import { ControlTimesSchema } from '../functions/controls.ts'
import { ProcessIdentitySchema } from '../host/process-identity.ts'
import { StartEnvironmentSchema } from '../observation/start-environment.ts'
import { ProgramStartSchema } from '../programs/program-log.ts'
import type { RecordLog } from '../observation/record-log.ts'

/** What is known of a run when it begins: the first record of its log. */
export const RunStartSchema = v.object({
  type: v.literal('run'),
  /** The Coreglow that performs it. */
  writer: ProcessIdentitySchema,
  id: v.string(),
  createdAt: v.string(),
  title: v.string(),
  plan: RunPlanSchema,
  runtime: RuntimeSchema,
  environment: StartEnvironmentSchema,
  /** Number of trials that it would have. */
  trials: v.number(),
  /** Of the user's function. */
  inspection: v.optional(InspectionSchema),
})
export type RunStart = v.InferOutput<typeof RunStartSchema>

/** What is added while it goes on, beside what the recorder writes. */
export const RunRecordSchema = v.variant('type', [
  RunStartSchema,
  ProgramStartSchema,
  v.object({ type: v.literal('trial'), result: TrialResultSchema }),
  v.object({ type: v.literal('calibration'), calibration: RunSchema.entries.calibrations.item }),
  v.object({ type: v.literal('clock'), clock: ClockSchema }),
  v.object({ type: v.literal('start-method'), name: v.string() }),
  v.object({ type: v.literal('control'), times: ControlTimesSchema }),
])
export type RunRecord = v.InferOutput<typeof RunRecordSchema>

export function note(log: RecordLog, record: RunRecord): void {
  log.append(record)
}
