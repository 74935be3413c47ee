import * as v from 'valibot'

/** Name, note and pin of a run; the run itself never changes. */
export const NoteSchema = v.object({
  /** Name shown instead of the title. */
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  note: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
  pinned: v.boolean(),
  /** Time of import, ISO 8601, UTC. */
  imported: v.optional(v.string()),
})

/** Fields that the lines of runs and of programs have in common. */
const savedEntries = {
  status: v.picklist(['finished', 'stopped', 'failed', 'recovered']),
  id: v.string(),
  createdAt: v.string(),
  title: v.string(),
  /** Name of the machine; missing for runs of older versions. */
  host: v.optional(v.string()),
  /** Size on disk; 0 for what is not saved. */
  bytes: v.number(),
  ...NoteSchema.entries,
} as const

/** A line of the history. */
export const RunListingSchema = v.variant('status', [
  v.variant('kind', [
    v.object({
      kind: v.literal('run'),
      ...savedEntries,
      experiment: v.string(),
      runtime: v.string(),
      verdict: v.string(),
      noisy: v.boolean(),
    }),
    v.object({
      kind: v.literal('program'),
      ...savedEntries,
      /** The program that was watched: "python3 app.py", or "python3 4121" where Coreglow did not start it. */
      program: v.string(),
      wallSeconds: v.number(),
      /** Text of the first finding. */
      finding: v.string(),
      noisy: v.boolean(),
    }),
  ]),
  v.object({
    status: v.literal('unreadable'),
    id: v.string(),
    createdAt: v.string(),
    file: v.string(),
    reason: v.string(),
    bytes: v.number(),
  }),
])
export type RunListing = v.InferOutput<typeof RunListingSchema>
