import { useApp, useAppState } from '../state/app.ts'
import buttons from '../components/button.module.css'
import styles from './connection-screen.module.css'
import { Mark } from './mark.tsx'

/** Shown while there is no connection: what happened and what to do. */
export function ConnectionScreen() {
  const link = useAppState((state) => state.link)
  const { reconnect } = useApp()
  const words = {
    connecting: { title: 'Connecting to Coreglow', text: 'Waiting for the engine to answer.' },
    open: { title: 'Loading', text: 'Loading experiments and interpreters.' },
    lost: { title: 'No connection to Coreglow', text: 'Reconnecting every two seconds.' },
    refused: {
      title: 'This page is out of date',
      text: 'Restart Coreglow and reload.',
    },
  }[link.status]
  return (
    <main className={styles.screen} aria-live="polite">
      <Mark />
      <h1>{words.title}</h1>
      {'reason' in link && <p className={styles.reason}>{link.reason}</p>}
      <p>{words.text}</p>
      {link.status === 'lost' && (
        <button type="button" className={buttons.button} onClick={reconnect}>
          Reconnect now
        </button>
      )}
      {link.status === 'refused' && (
        <button type="button" className={buttons.button} onClick={() => location.reload()}>
          Reload
        </button>
      )}
    </main>
  )
}
