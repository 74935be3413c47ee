import { useApp, useAppState } from '../state/app.ts'

export function Notices() {
  const { store } = useApp()
  const notices = useAppState((state) => state.notices)
  const dismiss = (id: number) => store.setState({ notices: notices.filter((notice) => notice.id !== id) })
  return (
    <div className="notices" aria-live="polite">
      {notices.map(({ id, kind, text }) => (
        <div key={id} className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
          <span>{text}</span>
          <button type="button" className="icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  )
}
