import { isRun } from '../../contract/saved-record.ts'
import { formatDate } from '../../contract/text.ts'
import { backToLive, refreshRuntimes } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import buttons from '../components/button.module.css'
import styles from './banners.module.css'
import { ReplayBar } from './replay-bar.tsx'

/** Messages above the rest of the page: connection, sampler, missing Python, an opened run. */
export function Banners() {
  const app = useApp()
  const link = useAppState((state) => state.link)
  const warning = useAppState((state) => state.warning)
  const opened = useAppState((state) => state.opened)
  const noPython = useAppState(
    ({ runtimes }) => runtimes?.runtimes.every(({ kind, status }) => kind !== 'cpython' || status !== 'ok') === true,
  )
  return (
    <>
      {'reason' in link && (
        <Banner kind="alert" action="Reconnect" onAction={app.reconnect}>
          <b>No connection to Coreglow.</b> {link.reason} Showing the last data received. Reconnecting every two
          seconds.
        </Banner>
      )}
      {warning !== undefined && (
        <Banner kind="alert" action="Dismiss" onAction={() => app.store.setState({ warning: undefined })}>
          <b>Sampling problem.</b> {warning}
        </Banner>
      )}
      {noPython && opened === undefined && (
        <Banner kind="status" action="Rescan" onAction={() => void refreshRuntimes(app)}>
          <b>Python not found.</b> Experiments run in Node for now. To see the GIL at work, install CPython 3.8 or
          newer, or add its path in the Runtime menu.
        </Banner>
      )}
      {opened !== undefined && (
        <Banner kind="status" action={isRun(opened) ? 'Back to live' : 'Close'} onAction={() => backToLive(app)}>
          <b>{isRun(opened) ? 'Saved run' : 'Saved program'}</b> from {formatDate(opened.createdAt)},{' '}
          {isRun(opened) && `${opened.runtime.label}, `}on {opened.environments[0].host}.
          <ReplayBar key={opened.id} />
        </Banner>
      )}
    </>
  )
}

interface BannerProps {
  readonly kind: 'alert' | 'status'
  readonly action: string
  readonly onAction: () => void
  readonly children: React.ReactNode
}

function Banner({ kind, action, onAction, children }: BannerProps) {
  return (
    <div className={styles.banner} role={kind}>
      <div className={styles.words}>{children}</div>
      <button type="button" className={buttons.small} onClick={onAction}>
        {action}
      </button>
    </div>
  )
}
