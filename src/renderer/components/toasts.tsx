import { Toast as Base } from '@base-ui/react/toast'
import { useApp } from '../state/app.ts'
import buttons from './button.module.css'
import surface from './surface.module.css'
import styles from './toasts.module.css'
import text from './text.module.css'

/** Notices in a corner of the window. F6 moves the focus to them; a pointer on them stops their clock. */
export function Toasts() {
  return (
    <Base.Provider toastManager={useApp().toasts} limit={3}>
      <Base.Portal>
        <Base.Viewport className={styles.viewport}>
          <List />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  )
}

function List() {
  const { toasts } = Base.useToastManager()
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className={`${surface.surface} ${styles.toast}`}
      role={toast.type === 'error' ? 'alert' : 'status'}
      // It is given to all toasts, and allowed in dialogs only.
      aria-modal={undefined}
      swipeDirection="right"
    >
      <Base.Content className={styles.content}>
        <Base.Description className={styles.text} />
        {toast.actionProps !== undefined && <Base.Action className={buttons.small} />}
        {/* The list is not a stack: what can be dismissed is never covered. */}
        <Base.Close className={text.dim} aria-label="Dismiss" aria-hidden={false}>
          ×
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}
