import type { Calls } from '../../contract/procedures.ts'
import { attempt, openSaved } from './actions.ts'
import type { App } from './app.ts'
import { isUnsaved } from './history.ts'
import { withHostFile } from './host-files.ts'
import { loadHistory } from './saved-runs.ts'
import type { Place } from './places.ts'
import type { Page } from './store.ts'

export function showPage(app: App, page: Page): void {
  app.store.setState({ page })
}

/** Shows what is live there: a saved run that is open is closed. */
export function showPlace(app: App, page: Place): void {
  app.store.setState({ page, opened: undefined })
}

/** Sets a name, a note or a pin, and reloads the history. */
export function annotate(app: App, note: Calls['annotateRun']['params']): Promise<void> {
  return attempt(app, undefined, async () => {
    await app.client().call('annotateRun', note)
    await loadHistory(app)
  })
}

/** Removes runs from the history; a notice offers to undo it for a while. */
export function remove(app: App, ids: readonly string[]): Promise<void> {
  return attempt(app, undefined, async () => {
    const unsaved = new Set(app.store.getState().history?.flatMap((listing) => (isUnsaved(listing) ? listing.id : [])))
    await app.client().call('removeRuns', { ids: [...ids] })
    const { opened } = app.store.getState()
    if (opened !== undefined && ids.includes(opened.id)) app.store.setState({ opened: undefined })
    await loadHistory(app)
    const stored = ids.filter((id) => !unsaved.has(id))
    const undo = { label: 'Undo', run: () => void restore(app, stored) }
    app.notify(
      'done',
      ids.length === 1 ? '1 run deleted.' : `${ids.length} runs deleted.`,
      stored.length > 0 ? undo : undefined,
    )
  })
}

function restore(app: App, ids: readonly string[]): Promise<void> {
  return attempt(app, undefined, async () => {
    await app.client().call('restoreRuns', { ids: [...ids] })
    await loadHistory(app)
  })
}

/** Imports the runs of files and opens the first. */
export function openFiles(app: App, files: readonly Blob[]): Promise<void> {
  return attempt(app, undefined, async () => {
    const ids: string[] = []
    try {
      for (const file of files) {
        const client = app.client()
        const answer = await withHostFile(client, file, (path) => client.call('importRuns', { path }))
        ids.push(...answer.ids)
      }
    } finally {
      await loadHistory(app)
    }
    const [first] = ids
    if (first === undefined) return
    await openSaved(app, first)
    if (ids.length > 1) app.notify('done', `Imported ${ids.length} runs; this is the first.`)
  })
}

/** Draws saved runs side by side. */
export function compare(app: App, ids: readonly string[]): Promise<void> {
  app.store.setState({ page: 'compare', comparison: { ids } })
  return attempt(app, undefined, async () => {
    try {
      const result = await app.client().call('compareRuns', { ids: [...ids] })
      if (app.store.getState().comparison?.ids === ids) app.store.setState({ comparison: { ids, result } })
    } catch (error) {
      app.store.setState({ page: 'history', comparison: undefined })
      throw error
    }
  })
}
