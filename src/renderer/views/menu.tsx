import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'

interface Props {
  readonly label: string
  /** What the closed button says. */
  readonly button: ReactNode
  readonly className?: string
  readonly disabled?: boolean
  readonly title?: string
  readonly children: (close: () => void) => ReactNode
}

/** A button that opens a menu. Arrows move in it, Escape closes it, as everywhere. */
export function Menu({ label, button, className, disabled, title, children }: Props) {
  const [open, setOpen] = useState(false)
  const root = useRef<HTMLDivElement>(null)
  const close = () => setOpen(false)
  useEffect(() => {
    if (!open) return undefined
    const own = root.current
    items(own)[0]?.focus()
    const onOutside = (event: Event) => {
      if (!(event.target instanceof Node && root.current?.contains(event.target))) setOpen(false)
    }
    addEventListener('pointerdown', onOutside)
    return () => {
      removeEventListener('pointerdown', onOutside)
      // What had the focus has gone with the menu.
      if (document.activeElement === document.body) own?.querySelector('button')?.focus()
    }
  }, [open])

  const onKey = (event: KeyboardEvent) => {
    if (!open) return
    if (event.key === 'Escape' || event.key === 'Tab') close()
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    const all = items(root.current)
    const at = all.findIndex((item) => item === document.activeElement)
    all.at((at + step) % all.length)?.focus()
  }
  return (
    <div className={`menu ${className ?? ''}`} ref={root} onKeyDown={onKey} role="presentation">
      <button
        type="button"
        className="button"
        aria-haspopup="menu"
        aria-expanded={open}
        disabled={disabled}
        title={title}
        onClick={() => setOpen(!open)}
      >
        {button}
        <span className="caret" aria-hidden="true" />
      </button>
      {open && (
        <div className="popup" role="menu" aria-label={label}>
          {children(close)}
        </div>
      )}
    </div>
  )
}

function items(root: HTMLElement | null): HTMLElement[] {
  return [...(root?.querySelectorAll<HTMLElement>('[role^="menuitem"]:not([aria-disabled="true"])') ?? [])]
}

interface ItemProps {
  readonly onSelect: () => void
  readonly checked?: boolean
  readonly disabled?: boolean
  readonly note?: string
  readonly children: ReactNode
}

export function MenuItem({ onSelect, checked, disabled = false, note, children }: ItemProps) {
  return (
    <button
      type="button"
      className="menu-item"
      role={checked === undefined ? 'menuitem' : 'menuitemradio'}
      aria-checked={checked}
      aria-disabled={disabled}
      onClick={disabled ? undefined : onSelect}
    >
      <span>{children}</span>
      {note !== undefined && <small>{note}</small>}
    </button>
  )
}
