import * as v from 'valibot'
import { LIMITS } from './limits.ts'

/** Numeric preferences. Their limits are those of a run; an experiment may have narrower ones, which then apply. */
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

/** Preferences; a missing one means the system's theme or the experiment's default. */
export const PreferencesSchema = v.partial(v.object(entries))
export type Preferences = v.InferOutput<typeof PreferencesSchema>

/** Change of preferences: a value sets, `null` removes, an absent field leaves as is. */
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
  /** Folder of runs. */
  dataFolder: v.object({
    path: v.string(),
    /** Origin: the environment (COREGLOW_DATA), which a setting cannot change, the user's setting, or the system's default. */
    from: v.picklist(['environment', 'setting', 'system']),
    /** Folder of the next start, if another one. */
    next: v.optional(v.string()),
  }),
  /** Paths of the interpreters that the user added. */
  added: v.array(v.string()),
  /** Problems with stored files, a sentence each: invalid, from a newer Coreglow, or a missing folder. */
  problems: v.array(v.string()),
})
export type StoredPreferences = v.InferOutput<typeof StoredPreferencesSchema>
