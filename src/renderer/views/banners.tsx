import { formatDate } from '../../contract/text.ts'
import { backToLive, refreshRuntimes } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { ReplayBar } from './replay-bar.tsx'

/** What the user should know while looking at the rest of the screen. */
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
          <b>No connection to Coreglow.</b> {link.reason} What you see is what came last; it is tried again every two
          seconds.
        </Banner>
      )}
      {warning !== undefined && (
        <Banner kind="alert" action="Dismiss" onAction={() => app.store.setState({ warning: undefined })}>
          <b>The sampler is in trouble.</b> {warning}
        </Banner>
      )}
      {noPython && opened === undefined && (
        <Banner kind="status" action="Look again" onAction={() => void refreshRuntimes(app)}>
          <b>No Python here.</b> Node runs the experiments meanwhile. To see the GIL at work, install CPython 3.8 or
          newer, or add the path of one in the Runtime menu.
        </Banner>
      )}
      {opened !== undefined && (
        <Banner kind="status" action="Back to live" onAction={() => backToLive(app)}>
          <b>A saved run</b> of {formatDate(opened.createdAt)}, {opened.runtime.label}, on {opened.environment.host}.
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
    <div className={`banner ${kind}`} role={kind}>
      <div className="words">{children}</div>
      <button type="button" className="button small" onClick={onAction}>
        {action}
      </button>
    </div>
  )
}
