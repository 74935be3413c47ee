import { errorMessage } from '../../contract/error-message.ts'
import type { EXPORT_FORMATS, HostFile } from '../../contract/procedures.ts'
import type { Parameter } from '../../contract/experiment.ts'
import type { RunRequest } from '../../contract/run.ts'
import { isRun, type SavedRecord } from '../../contract/saved-record.ts'
import { resolveTheme, type ThemeChoice } from '../theme/theme.ts'
import type { App } from './app.ts'
import { download, upload } from './host-files.ts'
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

/** A file that the page has made. */
export interface PageFile {
  readonly fileName: string
  readonly content: Blob
}
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
      await saveHosted(app, await app.client().call('exportRun', { ids: batch, format, theme }))
    }
  })
}

/** Exports a picture of the window, taken by the desktop host or drawn by the page; `finish` receives the host's picture. */
export function exportPicture(app: App, finish: (taken: PageFile | undefined) => Promise<PageFile>): Promise<void> {
  return attempt(app, undefined, async () => {
    const { link } = app.store.getState()
    const hosted = link.status === 'open' && link.host.windowPicture
    await savePage(
      app,
      await finish(hosted ? await toPage(app, await app.client().call('windowPicture', {})) : undefined),
    )
  })
}

const toPage = async (app: App, file: HostFile): Promise<PageFile> => ({
  fileName: file.fileName,
  content: await download(app.client(), file),
})

/** Saves a file of the host's: the desktop host where the user wants it, the browser among its downloads. */
async function saveHosted(app: App, file: HostFile): Promise<void> {
  if (!hasDialogs(app)) return keep(app, await toPage(app, file))
  const { path } = await app.client().call('saveFile', file)
  if (path === undefined) return
  const show = () => void attempt(app, undefined, async () => void (await app.client().call('showInFolder', { path })))
  app.notify('done', `Saved ${path}`, { label: 'Show in folder', run: show })
}

async function savePage(app: App, file: PageFile): Promise<void> {
  if (!hasDialogs(app)) return keep(app, file)
  const path = await upload(app.client(), file.content)
  await saveHosted(app, { path, fileName: file.fileName, mediaType: file.content.type })
}

function hasDialogs(app: App): boolean {
  const { link } = app.store.getState()
  return link.status === 'open' && link.host.dialogs
}

function keep(app: App, { fileName, content }: PageFile): void {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = fileName
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
  app.notify('done', `Saved ${fileName}`)
}
