import { Tooltip as Base } from '@base-ui/react/tooltip'
import { useId, type ReactElement, type ReactNode } from 'react'
import surface from './surface.module.css'
import styles from './tip.module.css'

interface Payload {
  readonly text: string
  readonly side: 'top' | 'right'
}

/** The page has a single tooltip, which moves from trigger to trigger. */
const tooltip = Base.createHandle<Payload>()

interface Props {
  /** Undefined where there is nothing to explain. */
  readonly text: string | undefined
  /** Side of the control on which the text is shown, where there is room. */
  readonly side?: Payload['side']
  /** The control that the text is about. */
  readonly children: ReactElement
}

/** Explains a control while the pointer or the keyboard's focus is on it. */
export function Tip({ text, side = 'top', children }: Props) {
  if (text === undefined) return children
  return (
    <Base.Trigger handle={tooltip} payload={{ text, side }} render={children} aria-description={text} data-tip="" />
  )
}

/** Shows the whole of a text that may be cut, while the pointer is on it. Screen readers have it anyway. */
export function Whole({ text, children }: Omit<Props, 'side'>) {
  if (text === undefined) return children
  return <Base.Trigger handle={tooltip} payload={{ text, side: 'top' }} render={children} data-tip="" />
}

interface InfoProps {
  readonly text: string
  readonly className?: string
  readonly children: ReactNode
}

/** A text that explains itself: on hover, on focus, and on a press, which is all that touch has. */
export function Info({ text, className = '', children }: InfoProps) {
  const id = useId()
  return (
    <Base.Trigger
      id={id}
      handle={tooltip}
      payload={{ text, side: 'top' }}
      className={`${styles.info} ${className}`}
      type="button"
      aria-description={text}
      data-tip=""
      closeOnClick={false}
      onClick={() => tooltip.open(id)}
    >
      {children}
    </Base.Trigger>
  )
}

/** Shows the text of the `Tip` or `Info` in use; belongs once on the page. */
export function TipLayer() {
  return (
    <Base.Root handle={tooltip}>
      {({ payload }) => (
        <Base.Portal>
          <Base.Positioner className={styles.positioner} side={payload?.side} sideOffset={6} collisionPadding={8}>
            <Base.Popup className={`${surface.surface} ${styles.popup}`}>{payload?.text}</Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      )}
    </Base.Root>
  )
}
