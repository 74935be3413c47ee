import { Dialog as Base } from '@base-ui/react/dialog'
import type { ReactNode } from 'react'
import buttons from './button.module.css'
import surface from './surface.module.css'
import styles from './dialog.module.css'

interface Props {
  readonly title: string
  readonly isOpen: boolean
  readonly onClose: () => void
  readonly size?: 'small' | 'medium' | 'large'
  readonly children: ReactNode
}

/** A modal dialog. Escape closes it, and the focus returns to where it was; what was typed is safe from a press outside. */
export function Dialog({ title, isOpen, onClose, size = 'small', children }: Props) {
  return (
    <Base.Root
      open={isOpen}
      disablePointerDismissal
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={`${surface.surface} ${styles.dialog} ${styles[size]}`}>
          <Base.Title className={styles.title}>{title}</Base.Title>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}

/** The row of buttons at the foot of a dialog. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className={styles.buttons}>{children}</div>
}

/** Closes the dialog that it is in. */
export function CloseButton({ children }: { readonly children: ReactNode }) {
  return <Base.Close className={buttons.button}>{children}</Base.Close>
}
