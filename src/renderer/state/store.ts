import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Experiment, Model, Runtime, Settings as Params, Suite } from '../../contract/experiment.ts'
import type { StoredPreferences } from '../../contract/preferences.ts'
import type { Calls, Machine } from '../../contract/procedures.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import type { ProgramRecord } from '../../contract/program.ts'
import { FUNCTION_EXPERIMENT } from '../../contract/function.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { defaultModels, offeredModels } from '../../contract/model-rule.ts'
import type { ThemeName } from '../../contract/palette.ts'
import type { ThemeChoice } from '../theme/theme.ts'
import type { LaneKey } from '../live/lanes.ts'
import { EMPTY_FORM, type FormProblem, type ProgramForm } from '../program/form.ts'
import { NEW_FUNCTION, type FunctionPageState } from '../function/page-state.ts'
import type { ProgramSession } from '../program/session.ts'
import type { Place } from './places.ts'
import type { Replay } from '../live/replay.ts'
import { NO_RUNS, type RunsState, type ShownRun } from './runs.ts'

export type Host = Calls['hello']['result']

export type Link =
  | { readonly status: 'connecting' }
  | { readonly status: 'open'; readonly host: Host }
  | { readonly status: 'lost'; readonly reason: string }
  /** Another version, or no host for this page: retrying cannot help. */
  | { readonly status: 'refused'; readonly reason: string }

export type Catalog = Calls['experiments']['result']

/** Choices of the user; undefined means the experiment's default. */
export interface Settings {
  readonly runtime?: string
  readonly workers?: number
  readonly seconds?: number
  readonly repeat?: number
  /** Chosen models, by experiment. */
  readonly models: Readonly<Record<string, readonly string[]>>
  /** Values of its own parameters that are not the defaults, by experiment or suite. */
  readonly params: Readonly<Record<string, Params>>
  readonly bets: Readonly<Record<string, string>>
}

export interface NoticeAction {
  readonly label: string
  readonly run: () => void
}

/** What the main part of the window shows. */
export type Page = 'run' | 'history' | 'compare' | Place

/** Runs side by side, in the order in which they were chosen. */
export interface ShownComparison {
  readonly ids: readonly string[]
  /** Missing until it has been made. */
  readonly result?: Calls['compareRuns']['result']
}

export interface AppState {
  readonly link: Link
  readonly catalog?: Catalog
  readonly runtimes?: { readonly runtimes: readonly Runtime[]; readonly preferred: string }
  readonly machine?: Machine
  readonly history?: readonly RunListing[]
  /** Stored preferences. */
  readonly stored?: StoredPreferences
  readonly runs: RunsState
  /** Replay of the opened run; missing while the whole run is shown. */
  readonly replay?: { readonly replay: Replay; readonly shown: ShownRun | undefined }
  readonly page: Page
  readonly comparison?: ShownComparison
  /** Id of an experiment or of a suite. */
  readonly selected?: string
  /** Saved run, or observation without a plan, shown instead of the live data. */
  readonly opened?: SavedRecord
  /** Id of the saved run that is being read. */
  readonly opening?: string
  /** The program that is watched from this page, or was last. */
  readonly program?: ProgramSession
  readonly programForm: ProgramForm
  readonly programProblem?: FormProblem
  readonly functionPage: FunctionPageState
  /** The worker that is marked in every view. */
  readonly selectedLane?: LaneKey
  readonly settings: Settings
  /** Request that has not been answered yet. */
  readonly pending: 'start' | 'stop' | undefined
  /** Warning of the sampler, until frames arrive again. */
  readonly warning?: string
  readonly themeChoice: ThemeChoice
  readonly theme: ThemeName
}

export type Store = StoreApi<AppState>

export function createAppStore(themeChoice: ThemeChoice, theme: ThemeName): Store {
  return createStore<AppState>(() => ({
    link: { status: 'connecting' },
    runs: NO_RUNS,
    page: 'run',
    settings: { models: {}, params: {}, bets: {} },
    programForm: EMPTY_FORM,
    functionPage: NEW_FUNCTION,
    pending: undefined,
    themeChoice,
    theme,
  }))
}

/** Experiments that an id stands for: one, or a suite's. */
export function experimentsOf(
  { catalog }: Pick<AppState, 'catalog'>,
  wanted: string | undefined,
): readonly Experiment[] {
  const ids = catalog?.suites.find(({ id }) => id === wanted)?.experiments ?? [wanted]
  return ids.flatMap((id) => catalog?.experiments.find((experiment) => experiment.id === id) ?? [])
}

export function selectedExperiments(state: AppState): readonly Experiment[] {
  return experimentsOf(state, state.selected)
}

export function selectedSuite({ catalog, selected }: AppState): Suite | undefined {
  return catalog?.suites.find(({ id }) => id === selected)
}

/** The latest run of each selected experiment, or of the function: what is on the screen unless something saved is open. */
export function latestRuns(state: AppState): readonly ShownRun[] {
  if (state.page === 'function') {
    const run = state.functionPage.isEditing ? undefined : state.runs.byExperiment[FUNCTION_EXPERIMENT]
    return run === undefined ? [] : [run]
  }
  return selectedExperiments(state).flatMap(({ id }) => state.runs.byExperiment[id] ?? [])
}

/** The program that was watched and is open; undefined while a run is, or what is live. */
export function openedProgram({ opened }: Pick<AppState, 'opened'>): ProgramRecord | undefined {
  return opened === undefined || isRun(opened) ? undefined : opened
}

export function activeRun({ runs }: AppState): ShownRun | undefined {
  return Object.values(runs.byExperiment).find(({ runId }) => runId === runs.active)
}

/** The run whose lanes the timeline shows: the one that is on, else the latest of those that are shown. */
export function timelineRun(shown: readonly ShownRun[], active: string | undefined): ShownRun | undefined {
  return shown.find(({ runId }) => runId === active) ?? shown.at(-1)
}

export function currentRuntime({ runtimes, settings }: AppState): Runtime | undefined {
  const named = (id: string | undefined) => runtimes?.runtimes.find((runtime) => runtime.id === id)
  // A choice of an earlier session may no longer exist.
  const chosen = named(settings.runtime)
  return chosen?.status === 'ok' ? chosen : named(runtimes?.preferred)
}

export function withoutBet(settings: Settings, experiment: string): Settings {
  const { [experiment]: _, ...bets } = settings.bets
  return { ...settings, bets }
}

export interface ModelChoice {
  readonly model: Model
  readonly chosen: boolean
  /** Why the model cannot be chosen, or what it needs. */
  readonly needs: string | undefined
}

/** The models that an experiment offers on a runtime; those that it cannot run say what they need. */
export function modelChoices(experiment: Experiment, runtime: Runtime | undefined, settings: Settings): ModelChoice[] {
  if (runtime === undefined) return []
  const wanted = settings.models[experiment.id] ?? defaultModels(experiment, runtime).map(({ id }) => id)
  return offeredModels(experiment, runtime).map((model) => {
    const needs = model.available ? undefined : (model.needs ?? 'another runtime')
    return { model, chosen: needs === undefined && wanted.includes(model.id), needs }
  })
}

/** The models that run of an experiment, or of each of a suite. */
export function chosenModels(state: AppState, id: string): Model[] {
  const runtime = currentRuntime(state)
  const choices = experimentsOf(state, id).flatMap((experiment) => modelChoices(experiment, runtime, state.settings))
  return choices.filter(({ chosen }) => chosen).map(({ model }) => model)
}

export function variantLabel(id: string, { plan }: Pick<ShownRun, 'plan'>): string {
  return plan.variants.find((variant) => variant.id === id)?.label ?? id
}
