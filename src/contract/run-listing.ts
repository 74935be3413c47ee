import * as v from 'valibot'

/** Name, note and pin of a run; the run itself never changes. */
export const NoteSchema = v.object({
  /** Name shown instead of the experiment's title. */
  name: v.optional(v.pipe(v.string(), v.maxLength(200))),
  note: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
  pinned: v.boolean(),
  /** Time of import, ISO 8601, UTC. */
  imported: v.optional(v.string()),
})

/** A line of the history. */
export const RunListingSchema = v.variant('status', [
  v.object({
    status: v.picklist(['finished', 'stopped', 'failed', 'recovered']),
    id: v.string(),
    createdAt: v.string(),
    experiment: v.string(),
    title: v.string(),
    runtime: v.string(),
    /** Name of the machine; missing for runs of older versions. */
    host: v.optional(v.string()),
    verdict: v.string(),
    noisy: v.boolean(),
    /** Size on disk; 0 for an unsaved run. */
    bytes: v.number(),
    ...NoteSchema.entries,
  }),
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
