import { useApp, useAppState } from '../state/app.ts'
import { Mark } from './mark.tsx'

/** Before there is anything to show, and when there never will be: what happened and what to do. */
export function ConnectionScreen() {
  const link = useAppState((state) => state.link)
  const { reconnect } = useApp()
  const words = {
    connecting: { title: 'Connecting to Coreglow', text: 'Looking for the engine that this page came from.' },
    open: { title: 'Loading', text: 'Asking which experiments and interpreters there are.' },
    lost: { title: 'No connection to Coreglow', text: 'It is tried again every two seconds.' },
    refused: {
      title: 'This page and Coreglow do not fit together',
      text: 'Restart Coreglow, then load the page again.',
    },
  }[link.status]
  return (
    <main className="curtain" aria-live="polite">
      <Mark />
      <h1>{words.title}</h1>
      {'reason' in link && <p className="reason">{link.reason}</p>}
      <p>{words.text}</p>
      {link.status === 'lost' && (
        <button type="button" className="button" onClick={reconnect}>
          Reconnect now
        </button>
      )}
      {link.status === 'refused' && (
        <button type="button" className="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      )}
    </main>
  )
}
