import * as v from 'valibot'
import { LIMITS } from './limits.ts'

/** Numbers that can be preferred. The limits are those of a run; where an experiment has narrower ones, its limits hold. */
export const PREFERRED_NUMBERS = [
  { id: 'rate', label: 'Sample rate', unit: 'Hz', kind: 'number', ...LIMITS.rate },
  { id: 'workers', label: 'Workers', unit: '', kind: 'integer', ...LIMITS.workers },
  { id: 'seconds', label: 'Size', unit: 's', kind: 'number', ...LIMITS.seconds },
  { id: 'repeat', label: 'Repeats', unit: '', kind: 'integer', ...LIMITS.repeat },
] as const
export type PreferredNumber = (typeof PREFERRED_NUMBERS)[number]['id']

function limited(wanted: PreferredNumber) {
  const { kind, min, max } = PREFERRED_NUMBERS.find(({ id }) => id === wanted)!
  const number = v.pipe(v.number(), v.minValue(min), v.maxValue(max))
  return kind === 'integer' ? v.pipe(number, v.integer()) : number
}

const entries = {
  theme: v.picklist(['system', 'light', 'dark']),
  rate: limited('rate'),
  /** A runtime's id. It may have gone from this machine since. */
  runtime: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
  workers: limited('workers'),
  /** Seconds that one worker alone should take. */
  seconds: limited('seconds'),
  repeat: limited('repeat'),
}

/** What a person wants to find as they left it. Each may be missing: then the system's theme, and of a run the experiment's own defaults. */
export const PreferencesSchema = v.partial(v.object(entries))
export type Preferences = v.InferOutput<typeof PreferencesSchema>

/** What is named is set, `null` takes it away, and what is left out stays as it is. */
export const PreferencesChangeSchema = v.object({
  theme: v.nullish(entries.theme),
  rate: v.nullish(entries.rate),
  runtime: v.nullish(entries.runtime),
  workers: v.nullish(entries.workers),
  seconds: v.nullish(entries.seconds),
  repeat: v.nullish(entries.repeat),
})
export type PreferencesChange = v.InferOutput<typeof PreferencesChangeSchema>

export const StoredPreferencesSchema = v.object({
  preferences: PreferencesSchema,
  /** Where runs are kept. */
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
export type StoredPreferences = v.InferOutput<typeof StoredPreferencesSchema>
