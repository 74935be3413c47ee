import type { ReactNode } from 'react'
import styles from './labelled.module.css'

interface Props {
  readonly label: string
  readonly className?: string
  /** A control that has its name itself: in a narrow window the label is not shown. */
  readonly children: ReactNode
}

/** A control of the head with its label before it. */
export function Labelled({ label, className = '', children }: Props) {
  return (
    <div className={`${styles.labelled} ${className}`}>
      <span className={styles.label} aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  )
}
