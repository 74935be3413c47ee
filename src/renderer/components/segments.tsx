import { useId, type ReactNode } from 'react'
import { Tip } from './tip.tsx'
import styles from './segments.module.css'
import text from './text.module.css'

interface Props<T extends string> {
  readonly label: string
  readonly value: T
  readonly options: readonly { readonly value: T; readonly label: ReactNode; readonly tip?: string }[]
  readonly onChange: (value: T) => void
  readonly className?: string
}

/** A few choices side by side, of which one is taken: native radio buttons. */
export function Segments<T extends string>({ label, value, options, onChange, className = '' }: Props<T>) {
  const name = useId()
  return (
    <span className={`${styles.segments} ${className}`} role="radiogroup" aria-label={label}>
      {options.map((option) => {
        const segment = (
          <label key={option.value}>
            <input
              type="radio"
              className={text.over}
              name={name}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        )
        return option.tip === undefined ? (
          segment
        ) : (
          <Tip key={option.value} text={option.tip}>
            {segment}
          </Tip>
        )
      })}
    </span>
  )
}
