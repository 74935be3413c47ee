import { useId, type ReactNode, type ToggleEvent } from 'react'

interface Props {
  /** Name of the popover, for screen readers. */
  readonly label: string
  readonly button: ReactNode
  readonly className?: string
  readonly title?: string
  readonly disabled?: boolean
  readonly children: ReactNode
}

const WIDTH = 420
const MARGIN = 12

/** A button that opens a short text above or below it. Escape or a press elsewhere closes it and restores the focus. */
export function Popover({ label, button, className = '', title, disabled, children }: Props) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        className={`button small ${className}`}
        title={title}
        disabled={disabled}
        popoverTarget={id}
        aria-haspopup="dialog"
      >
        {button}
      </button>
      <dialog id={id} popover="auto" aria-label={label} className="popover" onBeforeToggle={place}>
        {children}
      </dialog>
    </>
  )
}

/** Places the popover at the button before it, on the side with more room, inside the window. */
function place({ currentTarget, newState }: ToggleEvent<HTMLElement>): void {
  const opener = currentTarget.previousElementSibling
  if (newState !== 'open' || opener === null) return
  const { left, top, bottom } = opener.getBoundingClientRect()
  const isAbove = top > innerHeight - bottom
  const width = Math.min(WIDTH, innerWidth - 2 * MARGIN)
  Object.assign(currentTarget.style, {
    width: `${width}px`,
    left: `${Math.max(Math.min(left, innerWidth - width - MARGIN), MARGIN)}px`,
    top: isAbove ? 'auto' : `${bottom + 6}px`,
    bottom: isAbove ? `${innerHeight - top + 6}px` : 'auto',
    maxHeight: `${(isAbove ? top : innerHeight - bottom) - 6 - MARGIN}px`,
  })
}
