import { errorMessage } from '../../contract/error-message.ts'
import type { App } from './app.ts'

export async function loadHistory({ client, store }: Pick<App, 'client' | 'store'>): Promise<void> {
  const history = await client()
    .call('runs', {})
    .catch(() => undefined)
  if (history !== undefined) store.setState({ history })
}

type Telling = Pick<App, 'client' | 'store' | 'notify'>

/** Says why a run is in memory alone, and offers to try again. */
export function tellUnsaved(app: Telling, id: string, reason: string): void {
  app.notify('error', reason, { label: 'Retry', run: () => void saveAgain(app, id) })
}

/** Tries again to save a run that is in memory alone. */
export async function saveAgain(app: Telling, id: string): Promise<void> {
  try {
    await app.client().call('saveRun', { id })
    app.notify('done', 'Run saved.')
  } catch (error) {
    tellUnsaved(app, id, errorMessage(error))
  }
  await loadHistory(app)
}
