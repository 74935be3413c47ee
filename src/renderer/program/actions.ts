import { errorMessage } from '../../contract/error-message.ts'
import type { ProgramEvent, ProgramRecord, ProgramRequest } from '../../contract/program.ts'
import { isRun } from '../../contract/saved-record.ts'
import { attempt, openSaved } from '../state/actions.ts'
import type { App } from '../state/app.ts'
import { loadHistory, reportUnsaved } from '../state/saved-runs.ts'
import { fieldOf, formOf, optionsOf, requestOf, type ProgramForm } from './form.ts'
import { rememberCommand } from './recent.ts'
import { beginSession, isOn, reduceSession, type ProgramSession } from './session.ts'

export function changeForm(app: App, change: Partial<ProgramForm>): void {
  app.store.setState(({ programForm }) => ({ programForm: { ...programForm, ...change }, programProblem: undefined }))
}

/** Starts what the form says, or says what is wrong with it. */
export function startProgram(app: App): void {
  const { programForm, runtimes } = app.store.getState()
  const request = requestOf(programForm, runtimes?.runtimes ?? [])
  if ('problem' in request) {
    app.store.setState({ programProblem: request.problem })
    return
  }
  rememberCommand(programForm)
  watch(app, request.value)
}

/** Watches a process that runs already, with the form's rates. */
export function attachTo(app: App, pid: number): void {
  const options = optionsOf(app.store.getState().programForm)
  if ('problem' in options) app.store.setState({ programProblem: options.problem })
  else watch(app, { ...options.value, target: { type: 'attach', pid } })
}

function watch(app: App, request: ProgramRequest): void {
  const { store } = app
  const session = beginSession(request)
  let shown: ProgramSession = session
  // A later session takes the place of this one; what still comes of this is not shown.
  const isShown = () => store.getState().program === shown
  const set = (next: ProgramSession) => {
    if (next !== shown && isShown()) store.setState({ program: next })
    shown = next
    app.scheduler.invalidate()
  }
  const onItem = (event: ProgramEvent) => {
    set(reduceSession(shown, event))
    if (event.type === 'end') void finish(app, event)
  }
  const onEnd = (error?: Error & { readonly path?: string | undefined }) => {
    if (!isShown() || !isOn(shown)) return
    const message =
      error === undefined ? 'The program is no longer watched, and there is no result.' : errorMessage(error)
    if (shown.phase !== 'starting') {
      app.notify('error', message)
      set({ ...shown, phase: 'over', warnings: [...shown.warnings, message] })
      return
    }
    store.setState({ program: undefined, programProblem: { field: fieldOf(error?.path), message } })
  }
  app.live.forgetEnded()
  app.live.setLanesOf('tasks')
  store.setState({ program: session, programProblem: undefined, opened: undefined, page: 'program' })
  try {
    app.client().open('program', request, { onItem, onEnd })
  } catch (error) {
    store.setState({ program: undefined, programProblem: { field: undefined, message: errorMessage(error) } })
  }
}

/** Shows the saved observation in place of the live one, unless the user has gone elsewhere. */
async function finish(app: App, { id, saved }: Extract<ProgramEvent, { type: 'end' }>): Promise<void> {
  if (!saved.ok) reportUnsaved(app, id, saved.reason)
  void loadHistory(app)
  const { page, opened } = app.store.getState()
  if (!saved.ok || page !== 'program' || opened !== undefined) return
  await openSaved(app, id)
  // What is live is over: to close the saved observation leads to the form.
  if (app.store.getState().opened?.id === id) app.store.setState({ program: undefined })
}

/** Ends the watching, or also the program. */
export function stopProgram(app: App, end: 'watching' | 'program'): Promise<void> {
  return attempt(app, undefined, async () => {
    const id = app.store.getState().program?.id
    if (id !== undefined) await app.client().call('stopProgram', { id, end })
  })
}

/** Asks for single turns of the threads of a process, or for none: nothing is lost where that fails. */
export async function lookAt(app: App, pid: number | undefined): Promise<void> {
  const { program } = app.store.getState()
  if (program?.id === undefined || !isOn(program)) return
  await app
    .client()
    .call('lookAt', { id: program.id, ...(pid === undefined ? {} : { pid }) })
    .catch(() => undefined)
}

/** Back to the form; a program that is on stays on. */
export function showForm(app: App, change: Partial<ProgramForm> = {}): void {
  app.store.setState(({ program, programForm }) => ({
    page: 'program',
    opened: undefined,
    opening: undefined,
    programForm: { ...programForm, ...change },
    programProblem: undefined,
    ...(program !== undefined && isOn(program) ? {} : { program: undefined }),
  }))
}

export function runAgain(app: App, record: Pick<ProgramRecord, 'program'>): void {
  showForm(app, formOf(record))
  startProgram(app)
}

/** Fills the form with the command of a saved observation. */
export function fillFromRecord(app: App, id: string): Promise<void> {
  return attempt(app, undefined, async () => {
    const record = await app.client().call('run', { id })
    if (!isRun(record)) changeForm(app, formOf(record))
  })
}
