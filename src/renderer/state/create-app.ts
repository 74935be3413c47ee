import { Toast } from '@base-ui/react/toast'
import { FUNCTION_EXPERIMENT } from '../../contract/function.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { RunEvent } from '../../contract/run-event.ts'
import type { Client } from '../../transport/client.ts'
import { createLive } from '../live/live.ts'
import { createScheduler } from '../scheduler.ts'
import { applyTheme, onSystemTheme, resolveTheme, storedTheme } from '../theme/theme.ts'
import type { App } from './app.ts'
import { onCommand } from './commands.ts'
import { keepConnected } from './connection.ts'
import { frameRate } from './frame-rate.ts'
import { readPreferences } from './preferences.ts'
import { reduceRuns } from './runs.ts'
import { loadHistory, reportUnsaved } from './saved-runs.ts'
import { activeRun, createAppStore, selectedExperiments, withoutBet, type AppState } from './store.ts'

const DONE_MS = 5_000
const ACTION_MS = 10_000

export function createApp(): App {
  const choice = storedTheme()
  const store = createAppStore(choice, resolveTheme(choice))
  const scheduler = createScheduler()
  const live = createLive(() => scheduler.invalidate())
  let client: Client | undefined
  const toasts = Toast.createToastManager()
  let stopFrames: (() => void) | undefined
  let rate: number | undefined

  applyTheme(store.getState().theme)
  onSystemTheme(() => store.setState(({ themeChoice }) => ({ theme: resolveTheme(themeChoice) })))
  store.subscribe((now, before) => {
    if (now.theme !== before.theme) applyTheme(now.theme)
    setRate()
    scheduler.invalidate()
  })

  const notify: App['notify'] = (kind, text, action) => {
    // The text is the id: what is said again takes the place of what was said before.
    const id = text
    const timeout = kind === 'error' ? 0 : action === undefined ? DONE_MS : ACTION_MS
    const onClick = () => {
      toasts.close(id)
      action?.run()
    }
    const actionProps = action && { children: action.label, onClick }
    toasts.add({ id, type: kind, description: text, timeout, actionProps })
  }
  const onEvent = (event: RunEvent) => {
    const before = store.getState()
    const runs = reduceRuns(before.runs, event)
    store.setState({ runs, ...(event.type === 'run' ? follow(before, event.run.plan.experiment) : {}) })
    if (event.type === 'warning') notify('error', event.message)
    if (event.type === 'run') {
      live.setLanesOf('workers')
      live.forgetEnded()
    }
    if (event.type === 'run' || event.type === 'worker') live.setWorkers(activeRun(store.getState())?.workers ?? [])
    if (event.type === 'end' && !event.saved.ok) {
      reportUnsaved(app, event.run.id, event.saved.reason)
    }
    if (event.type !== 'end') return
    // A bet is for one run.
    store.setState(({ settings }) => ({ settings: withoutBet(settings, event.run.experiment) }))
    if (client !== undefined) void loadHistory(app)
  }
  const onEnd = (error?: CoreglowError) => {
    if (error !== undefined && error.code !== 'closed') notify('error', error.message)
  }
  const watchFrames = () => {
    stopFrames?.()
    stopFrames = undefined
    if (client === undefined || rate === undefined) return
    stopFrames = client.open('frames', { rate }, { onItem: (bytes) => live.onFrame(bytes), onEnd })
  }
  const setRate = () => {
    const wanted = frameRate(store.getState(), document.hidden)
    if (wanted === rate) return
    rate = wanted
    watchFrames()
  }
  const onOpen = (opened: Client, host: Extract<AppState['link'], { status: 'open' }>['host']) => {
    client = opened
    live.restart()
    store.setState({ link: { status: 'open', host }, warning: undefined, pending: undefined })
    opened.open('events', {}, { onItem: onEvent, onEnd })
    opened.open(
      'tasks',
      {},
      {
        onItem: (message) => {
          live.onTasks(message)
          if (message.type === 'warning') store.setState({ warning: message.message })
          if (message.type === 'tasks' && message.reset) store.setState({ warning: undefined })
        },
        onEnd,
      },
    )
    if (host.commands === true) opened.open('commands', {}, { onItem: (command) => onCommand(app, command), onEnd })
    rate = frameRate(store.getState(), document.hidden)
    watchFrames()
    load(opened, app)
  }
  const onLost = (reason: string, final: boolean) => {
    client = undefined
    store.setState({ link: { status: final ? 'refused' : 'lost', reason }, pending: undefined })
  }
  const app: App = {
    store,
    live,
    scheduler,
    client() {
      if (client === undefined) throw new CoreglowError('closed', 'Not connected to Coreglow.')
      return client
    },
    reconnect: () => retry(),
    toasts,
    notify,
  }
  const retry = keepConnected({ onOpen, onLost })
  document.addEventListener('visibilitychange', setRate)
  return app
}

/** Shows a run that begins, unless it is shown already; also when another page started it. */
function follow(state: AppState, experiment: string): Partial<AppState> {
  if (experiment === FUNCTION_EXPERIMENT) {
    const page = state.runs.busy ? state.page : 'function'
    return { opened: undefined, page, functionPage: { ...state.functionPage, isEditing: false } }
  }
  const shown = selectedExperiments(state).some(({ id }) => id === experiment)
  const page = state.runs.busy ? state.page : 'run'
  return { opened: undefined, page, ...(shown ? {} : { selected: experiment }) }
}

function load(client: Client, app: App): void {
  const { store, notify } = app
  const keep = <T>(answer: Promise<T>, set: (value: T) => Partial<AppState>) => {
    answer.then(
      (value) => store.setState(set(value)),
      (error: CoreglowError) => {
        if (error.code !== 'closed') notify('error', error.message)
      },
    )
  }
  keep(client.call('experiments', {}), (catalog) => ({
    catalog,
    selected: store.getState().selected ?? catalog.suites[0]?.id ?? catalog.experiments[0]?.id,
  }))
  keep(client.call('runtimes', {}), (runtimes) => ({ runtimes }))
  keep(client.call('machine', {}), (machine) => ({ machine }))
  keep(client.call('runs', {}), (history) => ({ history }))
  keep(readPreferences(app), ({ problems }) => {
    for (const problem of problems) notify('error', problem)
    return {}
  })
}
