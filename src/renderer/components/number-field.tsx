import { NumberField as Base } from '@base-ui/react/number-field'
import styles from './number-field.module.css'

interface Props {
  readonly label: string
  readonly min: number
  readonly max: number
  readonly value: number
  readonly disabled?: boolean
  readonly onChange: (value: number) => void
}

const WHOLE = { maximumFractionDigits: 0, useGrouping: false } as const

/** A whole number with a button on either side; arrow keys step, Shift with an arrow steps by ten. */
export function NumberField({ label, min, max, value, disabled = false, onChange }: Props) {
  return (
    <Base.Root
      value={value}
      min={min}
      max={max}
      disabled={disabled}
      format={WHOLE}
      locale="en"
      onValueChange={(next) => {
        if (next !== null && Number.isInteger(next)) onChange(next)
      }}
    >
      <Base.Group className={styles.field}>
        <Base.Decrement aria-label={`Fewer: ${label}`}>−</Base.Decrement>
        <Base.Input aria-label={label} />
        <Base.Increment aria-label={`More: ${label}`}>+</Base.Increment>
      </Base.Group>
    </Base.Root>
  )
}
