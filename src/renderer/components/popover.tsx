import { Popover as Base } from '@base-ui/react/popover'
import type { ReactNode } from 'react'
import buttons from './button.module.css'
import surface from './surface.module.css'
import styles from './popover.module.css'

interface Props {
  /** Name of the popover, for screen readers. */
  readonly label: string
  readonly button: ReactNode
  readonly className?: string
  readonly disabled?: boolean
  readonly children: ReactNode
}

/** A button that opens a short text above or below it. Escape or a press elsewhere closes it and restores the focus. */
export function Popover({ label, button, className = '', disabled = false, children }: Props) {
  return (
    <Base.Root>
      <Base.Trigger className={`${buttons.small} ${className}`} disabled={disabled}>
        {button}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align="start" sideOffset={6} collisionPadding={12}>
          <Base.Popup className={`${surface.surface} ${styles.popup}`} aria-label={label} tabIndex={0}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
