import { errorMessage } from '../../contract/error-message.ts'
import type { App } from './app.ts'

export async function loadHistory({ client, store }: Pick<App, 'client' | 'store'>): Promise<void> {
  const history = await client()
    .call('runs', {})
    .catch(() => undefined)
  if (history !== undefined) store.setState({ history })
}

type Telling = Pick<App, 'client' | 'store' | 'notify'>

/** Reports why a run is not saved, and offers to retry. */
export function reportUnsaved(app: Telling, id: string, reason: string): void {
  app.notify('error', reason, { label: 'Retry', run: () => void saveAgain(app, id) })
}

/** Retries saving a run that is held in memory. */
export async function saveAgain(app: Telling, id: string): Promise<void> {
  try {
    await app.client().call('saveRun', { id })
    app.notify('done', 'Run saved.')
  } catch (error) {
    reportUnsaved(app, id, errorMessage(error))
  }
  await loadHistory(app)
}
