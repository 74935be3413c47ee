import * as v from 'valibot'

/** Where a run or an observation was saved, or why it could not be. */
export const SaveOutcomeSchema = v.variant('ok', [
  v.object({ ok: v.literal(true), path: v.string() }),
  v.object({ ok: v.literal(false), reason: v.string() }),
])
export type SaveOutcome = v.InferOutput<typeof SaveOutcomeSchema>
