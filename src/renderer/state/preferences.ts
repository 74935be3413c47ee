import {
  PREFERRED_NUMBERS,
  type StoredPreferences,
  type Preferences,
  type PreferencesChange,
  type PreferredNumber,
} from '../../contract/preferences.ts'
import { resolveTheme, storeTheme } from '../theme/theme.ts'
import type { App } from './app.ts'
import { readNumber } from './parameters.ts'
import type { AppState } from './store.ts'

type Texts = Readonly<Record<PreferredNumber, string>>

export function textsOf(preferences: Preferences): Texts {
  const text = (name: PreferredNumber) => preferences[name]?.toString() ?? ''
  return { rate: text('rate'), workers: text('workers'), seconds: text('seconds'), repeat: text('repeat') }
}

/** Parses the typed texts: a number each, or a sentence that says what would be valid. An empty text removes the preference. */
export function readTexts(texts: Texts): { readonly change: PreferencesChange; readonly problems: Partial<Texts> } {
  const read = PREFERRED_NUMBERS.map((parameter) => {
    const text = texts[parameter.id]
    return [parameter.id, text.trim() === '' ? null : readNumber(parameter, text)] as const
  })
  const problems = read.filter(([, value]) => typeof value === 'string')
  const values = read.filter(([, value]) => typeof value !== 'string')
  return { change: Object.fromEntries(values), problems: Object.fromEntries(problems) }
}

/** Preferences that are defaults for the settings of runs. */
const OF_RUNS = ['runtime', 'workers', 'seconds', 'repeat'] as const

/** State with the stored preferences. A choice of this session stays, unless its preference changed. */
export function withStored(state: AppState, stored: StoredPreferences): Partial<AppState> {
  const [before, now] = [state.stored?.preferences ?? {}, stored.preferences]
  const changed = OF_RUNS.filter((name) => before[name] !== now[name]).map((name) => [name, now[name]])
  const themeChoice = now.theme ?? state.themeChoice
  return {
    stored,
    settings: { ...state.settings, ...Object.fromEntries(changed) },
    themeChoice,
    theme: resolveTheme(themeChoice),
  }
}

type Telling = Pick<App, 'client' | 'store'>

/** @throws CoreglowError */
export async function readPreferences(app: Telling): Promise<StoredPreferences> {
  const stored = await app.client().call('preferences', {})
  take(app, stored)
  return stored
}

/** @throws CoreglowError */
export async function setPreferences(app: Telling, change: PreferencesChange): Promise<void> {
  take(app, await app.client().call('setPreferences', change))
}

/** Sets the data folder; `null` is the system's default. @throws CoreglowError */
export async function setDataFolder(app: Telling, path: string | null): Promise<void> {
  take(app, await app.client().call('setDataFolder', { path }))
}

/** @throws CoreglowError */
export async function forgetRuntime(app: Telling, path: string): Promise<void> {
  await app.client().call('forgetRuntime', { path })
  await readRuntimes(app)
}

/** Reads the list of interpreters. @throws CoreglowError */
export async function loadRuntimes(app: Telling): Promise<void> {
  app.store.setState({ runtimes: await app.client().call('runtimes', {}) })
}

/** Reads the list of interpreters, and which of them were added. @throws CoreglowError */
export async function readRuntimes(app: Telling): Promise<void> {
  await loadRuntimes(app)
  await readPreferences(app)
}

function take({ store }: Telling, stored: StoredPreferences): void {
  store.setState((state) => withStored(state, stored))
  // The next page needs it before it is connected.
  storeTheme(store.getState().themeChoice)
}
