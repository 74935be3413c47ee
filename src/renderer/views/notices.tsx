import { useApp, useAppState } from '../state/app.ts'

export function Notices() {
  const { store } = useApp()
  const notices = useAppState((state) => state.notices)
  const dismiss = (id: number) => store.setState({ notices: notices.filter((notice) => notice.id !== id) })
  return (
    <div className="notices" aria-live="polite">
      {notices.map(({ id, kind, text, action }) => (
        <div key={id} className={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
          <span>{text}</span>
          {action !== undefined && (
            <button
              type="button"
              className="button small"
              onClick={() => {
                dismiss(id)
                action.run()
              }}
            >
              {action.label}
            </button>
          )}
          <button type="button" className="icon" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  )
}
