import { errorMessage } from '../../contract/error-message.ts'
import type { Calls, EXPORT_FORMATS } from '../../contract/procedures.ts'
import type { Parameter } from '../../contract/experiment.ts'
import type { RunRequest } from '../../contract/run.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { resolveTheme, type ThemeChoice } from '../theme/theme.ts'
import type { App } from './app.ts'
import { bytesOf } from './file-content.ts'
import { COMMON_SETTINGS } from '../../contract/limits.ts'
import { commonParameter, commonValue, ownParameters, paramsOf, withParam } from './parameters.ts'
import { readRuntimes, setPreferences } from './preferences.ts'
import {
  chosenModels,
  currentRuntime,
  experimentsOf,
  modelChoices,
  withoutBet,
  type AppState,
  type Settings,
} from './store.ts'

export type FileContent = Calls['exportRun']['result']
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** Runs an action and reports a failure to the user. */
export async function attempt(app: App, pending: AppState['pending'], action: () => Promise<void>): Promise<void> {
  if (pending !== undefined) app.store.setState({ pending })
  try {
    await action()
  } catch (error) {
    app.notify('error', errorMessage(error))
  } finally {
    if (pending !== undefined) app.store.setState({ pending: undefined })
  }
}

/** What the settings ask for: an experiment with the models that were chosen, or a suite with each one's defaults. */
export function requestOf(state: AppState, id: string): RunRequest {
  const { settings, catalog } = state
  const runtime = currentRuntime(state)
  const experiments = experimentsOf(state, id)
  const experiment = catalog?.experiments.find((candidate) => candidate.id === id)
  const common = COMMON_SETTINGS.flatMap((name) => {
    const parameter = settings[name] === undefined ? undefined : commonParameter(experiments, name)
    return parameter === undefined ? [] : [[name, commonValue(parameter, settings)] as const]
  })
  const chosen = experiment && settings.models[id] !== undefined ? modelChoices(experiment, runtime, settings) : []
  const models = chosen.filter((choice) => choice.chosen).map(({ model }) => model.id)
  const own = ownParameters(experiments, chosenModels(state, id))
  return {
    experiment: id,
    runtime: runtime?.id,
    rate: state.stored?.preferences.rate,
    ...Object.fromEntries(common),
    params: settings.params[id] && paramsOf(settings.params[id], own),
    bet: settings.bets,
    ...(models.length > 0 ? { models } : {}),
  }
}

export function startRun(app: App, id: string): Promise<void> {
  return attempt(app, 'start', async () => {
    app.store.setState({ selected: id, opened: undefined, page: 'run' })
    await app.client().call('startRun', requestOf(app.store.getState(), id))
  })
}

export function stopRun(app: App): Promise<void> {
  return attempt(app, 'stop', async () => {
    await app.client().call('stopRun', {})
  })
}

export function select(app: App, id: string): void {
  app.store.setState({ selected: id, opened: undefined, page: 'run' })
}

export function change(app: App, settings: Partial<Settings>): void {
  app.store.setState((state) => ({ settings: { ...state.settings, ...settings } }))
}

/** Sets one of the own parameters of an experiment or suite. */
export function setParam(app: App, id: string, parameter: Parameter, value: number | string): void {
  const { params } = app.store.getState().settings
  change(app, { params: { ...params, [id]: withParam(params[id] ?? {}, parameter, value) } })
}

export function resetParams(app: App, id: string): void {
  const { [id]: _, ...params } = app.store.getState().settings.params
  change(app, { params })
}

/** Undefined takes the bet back. */
export function placeBet(app: App, experiment: string, choice: string | undefined): void {
  const { bets } = withoutBet(app.store.getState().settings, experiment)
  change(app, { bets: choice === undefined ? bets : { ...bets, [experiment]: choice } })
}

export async function openSaved(app: App, id: string): Promise<void> {
  app.store.setState({ opening: id })
  try {
    const opened = await app.client().call('run', { id })
    if (app.store.getState().opening === id)
      app.store.setState({
        opened,
        ...placeOf(opened),
      })
  } catch (error) {
    app.notify('error', errorMessage(error))
  } finally {
    app.store.setState({ opening: undefined })
  }
}

/** Where a saved record is shown. */
function placeOf(record: SavedRecord): Pick<AppState, 'page'> & Partial<AppState> {
  if (!isRun(record)) return { page: 'program' }
  return record.kind === 'function' ? { page: 'function' } : { page: 'run', selected: record.experiment }
}

export function backToLive(app: App): void {
  app.store.setState({ opened: undefined })
}

/** Sets the theme at once, even if it cannot be stored. */
export function setTheme(app: App, themeChoice: ThemeChoice): Promise<void> {
  app.store.setState({ themeChoice, theme: resolveTheme(themeChoice) })
  return attempt(app, undefined, () => setPreferences(app, { theme: themeChoice }))
}

export async function refreshRuntimes(app: App): Promise<void> {
  try {
    app.store.setState({ runtimes: await app.client().call('runtimes', { refresh: true }) })
  } catch (error) {
    app.notify('error', errorMessage(error))
  }
}

/** @throws CoreglowError broken-runtime, with the reason. */
export async function addRuntime(app: App, path: string): Promise<void> {
  const added = await app.client().call('addRuntime', { path })
  await readRuntimes(app)
  change(app, { runtime: added.id })
}

/** Formats that hold several runs in one file. */
const TOGETHER: ReadonlySet<ExportFormat> = new Set(['card-png', 'card-svg', 'square-png', 'square-svg', 'pdf', 'html'])

export function exportRuns(app: App, ids: readonly string[], format: ExportFormat): Promise<void> {
  return attempt(app, undefined, async () => {
    const { theme } = app.store.getState()
    const whole = TOGETHER.has(format)
    if (format === 'webm') app.notify('done', 'Rendering the video; this takes a few seconds.')
    for (const batch of whole ? [[...ids]] : ids.map((id) => [id])) {
      await save(app, await app.client().call('exportRun', { ids: batch, format, theme }))
    }
  })
}

/** Exports a picture of the window, taken by the desktop host or drawn by the page; `finish` receives the host's picture. */
export function exportPicture(
  app: App,
  finish: (taken: FileContent | undefined) => Promise<FileContent>,
): Promise<void> {
  return attempt(app, undefined, async () => {
    const { link } = app.store.getState()
    const hosted = link.status === 'open' && link.host.windowPicture
    await save(app, await finish(hosted ? await app.client().call('windowPicture', {}) : undefined))
  })
}

async function save(app: App, file: FileContent): Promise<void> {
  const { link } = app.store.getState()
  if (link.status === 'open' && link.host.saveDialog) {
    const { path } = await app.client().call('saveFile', file)
    if (path !== undefined) app.notify('done', `Saved ${path}`)
    return
  }
  download(file)
  app.notify('done', `Saved ${file.fileName}`)
}

function download({ fileName, mediaType, base64 }: FileContent): void {
  const address = URL.createObjectURL(new Blob([bytesOf(base64)], { type: mediaType }))
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}
