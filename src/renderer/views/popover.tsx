import { useId, type ReactNode, type ToggleEvent } from 'react'

interface Props {
  /** What opens, for those who cannot see it. */
  readonly label: string
  readonly button: ReactNode
  readonly className?: string
  readonly title?: string
  readonly children: ReactNode
}

const WIDTH = 420
const MARGIN = 12

/** A button that opens a few words above it. Escape and a press elsewhere close it, and the focus is where it was. */
export function Popover({ label, button, className = '', title, children }: Props) {
  const id = useId()
  return (
    <>
      <button
        type="button"
        className={`button small ${className}`}
        title={title}
        popoverTarget={id}
        aria-haspopup="dialog"
      >
        {button}
      </button>
      <dialog id={id} popover="auto" aria-label={label} className="popover" onBeforeToggle={placeAbove}>
        {children}
      </dialog>
    </>
  )
}

/** Above the button that stands before it, inside the window. */
function placeAbove({ currentTarget, newState }: ToggleEvent<HTMLElement>): void {
  const opener = currentTarget.previousElementSibling
  if (newState !== 'open' || opener === null) return
  const { left, top } = opener.getBoundingClientRect()
  const width = Math.min(WIDTH, innerWidth - 2 * MARGIN)
  Object.assign(currentTarget.style, {
    width: `${width}px`,
    left: `${Math.max(Math.min(left, innerWidth - width - MARGIN), MARGIN)}px`,
    bottom: `${innerHeight - top + 6}px`,
  })
}
