import { Menu as Base } from '@base-ui/react/menu'
import { useEffect, useRef, type ReactNode } from 'react'
import buttons from './button.module.css'
import surface from './surface.module.css'
import styles from './menu.module.css'

interface Props {
  /** Content of the closed button, which also names the menu. */
  readonly button: ReactNode
  /** Edge of the button with which the menu is aligned. */
  readonly align?: 'start' | 'end'
  readonly disabled?: boolean
  /** Command of the host's menu that opens it too. */
  readonly command?: string
  readonly children: ReactNode
}

/** A button that opens a menu. */
export function Menu({ button, align = 'start', disabled = false, command, children }: Props) {
  return (
    <Base.Root modal={false}>
      <Base.Trigger className={`${buttons.button} ${styles.trigger}`} data-command={command} disabled={disabled}>
        {button}
        <span className={styles.caret} aria-hidden="true" />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} align={align} sideOffset={5} collisionPadding={8}>
          <Base.Popup className={`${surface.surface} ${styles.popup}`}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

interface AnchoredProps {
  /** Names the menu. */
  readonly label: string | undefined
  /** Where it opens, and what has the focus again when it closes; while it is missing the menu is closed. */
  readonly anchor: Element | undefined
  readonly onClose: () => void
  readonly children: ReactNode
}

/** One menu for many places, such as the rows of a table. */
export function AnchoredMenu({ label, anchor, onClose, children }: AnchoredProps) {
  // When it has closed, the anchor is missing already.
  const latest = useRef<Element>(undefined)
  useEffect(() => {
    if (anchor !== undefined) latest.current = anchor
  }, [anchor])
  return (
    <Base.Root
      open={anchor !== undefined}
      modal={false}
      onOpenChange={(next) => {
        if (!next) onClose()
      }}
    >
      <Base.Portal>
        <Base.Positioner className={styles.positioner} anchor={anchor} align="end" sideOffset={3} collisionPadding={8}>
          <Base.Popup
            className={styles.popup}
            aria-label={label}
            finalFocus={() => (latest.current instanceof HTMLElement ? latest.current : false)}
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

interface ItemProps {
  readonly onSelect: () => void
  readonly disabled?: boolean
  readonly note?: string
  /** Places the note beside the name: many items in little height. */
  readonly isFlat?: boolean
  readonly children: ReactNode
}

export function MenuItem({ onSelect, disabled = false, note, isFlat = false, children }: ItemProps) {
  return (
    <Base.Item className={`${styles.item} ${isFlat ? styles.flat : ''}`} disabled={disabled} onClick={onSelect}>
      <Content note={note}>{children}</Content>
    </Base.Item>
  )
}

interface ChoiceProps {
  readonly value: string | undefined
  readonly onChange: (value: string) => void
  readonly children: ReactNode
}

/** Menu items of which one is chosen. */
export function MenuChoice({ value, onChange, children }: ChoiceProps) {
  return (
    <Base.RadioGroup value={value} onValueChange={onChange}>
      {children}
    </Base.RadioGroup>
  )
}

interface OptionProps {
  readonly value: string
  readonly disabled?: boolean
  readonly note?: string
  readonly children: ReactNode
}

export function MenuOption({ value, disabled = false, note, children }: OptionProps) {
  return (
    <Base.RadioItem className={styles.item} value={value} disabled={disabled} closeOnClick>
      <Content note={note}>{children}</Content>
    </Base.RadioItem>
  )
}

export function MenuLine() {
  return <Base.Separator className={styles.line} />
}

function Content({ note, children }: { readonly note: string | undefined; readonly children: ReactNode }) {
  return (
    <>
      <span>{children}</span>
      {note !== undefined && <small>{note}</small>}
    </>
  )
}
