import { errorMessage } from '../../contract/error-message.ts'
import type { Outline } from '../../contract/function.ts'
import { LIMITS } from '../../contract/limits.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { RunPlan } from '../../contract/run.ts'
import type { App } from '../state/app.ts'
import { loadRuntimes } from '../state/preferences.ts'
import type { AppState } from '../state/store.ts'
import { changedForm, chosenName, type FunctionForm, type FunctionProblem } from './form.ts'
import type { FunctionPageState } from './page-state.ts'
import { rememberFunction } from './recent.ts'
import { functionFieldOf, functionFormOf, functionRequestOf, type RunDefaults } from './request.ts'

function setPage({ store }: Pick<App, 'store'>, change: Partial<FunctionPageState>): void {
  store.setState(({ functionPage }) => ({ functionPage: { ...functionPage, ...change } }))
}

export function changeFunction(app: App, change: Partial<FunctionForm>): void {
  const { form } = app.store.getState().functionPage
  setPage(app, { form: changedForm(form, change), problem: undefined })
}

export function showProblem(app: App, problem: FunctionProblem): void {
  setPage(app, { problem })
}

/** Workers and repeats of a run for which the form has none, and the sample rate. */
export function defaultsOf({ stored, machine }: Pick<AppState, 'stored' | 'machine'>): RunDefaults {
  const cores = Math.min(Math.max(machine?.usableCores ?? 0, LIMITS.workers.default), LIMITS.workers.max)
  const { workers = cores, repeat = LIMITS.repeat.default, rate } = stored?.preferences ?? {}
  return { workers, repeat, rate }
}

/** Reads what a file contains. The answer is dropped where the form has another path by then. */
export async function readOutline(app: App, { file, folder }: Path): Promise<void> {
  const isLatest = () => {
    const now = pathOf(app.store.getState())
    return now.file === file && now.folder === folder
  }
  if (file === '') {
    setPage(app, { outline: undefined })
    return
  }
  setPage(app, { outline: { file, folder } })
  const outline = await app
    .client()
    .call('outlineFile', { file, ...(folder === '' ? {} : { folder }) })
    .catch((error: unknown): Outline => ({ file, functions: [], items: [], problem: errorMessage(error) }))
  if (!isLatest()) return
  setPage(app, { outline: { file, folder, outline } })
  const { runtimes } = app.store.getState()
  const isKnown = outline.runtime === undefined || runtimes?.runtimes.some(({ id }) => id === outline.runtime?.id)
  if (isKnown !== true) await loadRuntimes(app).catch(() => undefined)
}

type Path = Pick<FunctionForm, 'file' | 'folder'>

function pathOf({ functionPage: { form } }: AppState): Path {
  return { file: form.file.trim(), folder: form.folder.trim() }
}

/** Runs the function, or says at the form what is wrong. Resolves when the run has begun. */
export async function startFunction(app: App): Promise<void> {
  const state = app.store.getState()
  const { form, outline } = state.functionPage
  const read = functionRequestOf(form, outline?.outline, defaultsOf(state))
  if ('problem' in read) {
    showProblem(app, read.problem)
    return
  }
  app.store.setState({ pending: 'start' })
  setPage(app, { problem: undefined })
  try {
    await app.client().call('startRun', read.value)
    rememberFunction({ ...form, name: chosenName(form, outline?.outline) ?? '' })
  } catch (error) {
    const path = error instanceof CoreglowError ? error.path : undefined
    showProblem(app, { field: functionFieldOf(path), message: errorMessage(error) })
  } finally {
    app.store.setState({ pending: undefined })
  }
}

/** Shows the form, with other values where they are given. */
export function showFunctionForm(app: App, form?: Partial<FunctionForm>): void {
  if (form !== undefined) changeFunction(app, form)
  app.store.setState({ page: 'function', opened: undefined, opening: undefined })
  setPage(app, { isEditing: true, problem: undefined })
}

/** Fills the form with what a plan was made of, and runs it. */
export async function runFunctionAgain(app: App, plan: RunPlan): Promise<void> {
  showFunctionForm(app, functionFormOf(plan))
  await readOutline(app, pathOf(app.store.getState()))
  await startFunction(app)
}

/** Back from the form to the latest run. */
export function showLatestFunction(app: App): void {
  setPage(app, { isEditing: false })
}
