import * as v from 'valibot'

const count = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max))

/**
 * What a person wants to find as they left it. Each may be missing: then the system's theme, and of a run the
 * experiment's own defaults. Where an experiment has narrower limits than these, its limits hold.
 */
export const PreferencesSchema = v.object({
  theme: v.optional(v.picklist(['system', 'light', 'dark'])),
  /** Samples a second. */
  rate: v.optional(v.pipe(v.number(), v.minValue(1), v.maxValue(100))),
  /** A runtime's id. It may have gone from this machine since. */
  runtime: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(200))),
  workers: v.optional(count(64)),
  /** Seconds that one worker alone should take. */
  seconds: v.optional(v.pipe(v.number(), v.minValue(0.01), v.maxValue(60))),
  repeat: v.optional(count(20)),
})
export type Preferences = v.InferOutput<typeof PreferencesSchema>

const { theme, rate, runtime, workers, seconds, repeat } = PreferencesSchema.entries

/** What is named is set, `null` takes it away, and what is left out stays as it is. */
export const PreferencesChangeSchema = v.object({
  theme: v.nullish(theme.wrapped),
  rate: v.nullish(rate.wrapped),
  runtime: v.nullish(runtime.wrapped),
  workers: v.nullish(workers.wrapped),
  seconds: v.nullish(seconds.wrapped),
  repeat: v.nullish(repeat.wrapped),
})
export type PreferencesChange = v.InferOutput<typeof PreferencesChangeSchema>

export const KeptPreferencesSchema = v.object({
  preferences: PreferencesSchema,
  /** Where they, the runs and the added interpreters are kept. */
  dataFolder: v.object({
    path: v.string(),
    /** Who says so: the environment (COREGLOW_DATA), which a setting cannot change; the user's setting; or the system's custom. */
    from: v.picklist(['environment', 'setting', 'system']),
    /** Where it is from the next start on, where that is another one. */
    next: v.optional(v.string()),
  }),
  /** Paths of the interpreters that the user added. */
  added: v.array(v.string()),
  /** Why something is not what was kept, a sentence each: a file is broken, or of a newer Coreglow, or the folder is gone. */
  problems: v.array(v.string()),
})
export type KeptPreferences = v.InferOutput<typeof KeptPreferencesSchema>
