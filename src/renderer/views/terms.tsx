import { useState, type ReactNode } from 'react'
import type { Term } from '../../contract/experiment.ts'
import { useAppState } from '../state/app.ts'
import { splitTerms } from '../state/terms.ts'
import styles from './terms.module.css'

interface Props {
  /** Receives a function that renders a text with its glossary terms as buttons. */
  readonly children: (explain: (text: string) => ReactNode) => ReactNode
}

const NO_TERMS: readonly Term[] = []

/** Texts whose terms open their definition below them. */
export function Explained({ children }: Props) {
  const glossary = useAppState(({ catalog }) => catalog?.glossary ?? NO_TERMS)
  const [open, setOpen] = useState<Term>()
  const explain = (text: string) =>
    splitTerms(text, glossary).map((part, i) =>
      typeof part === 'string' ? (
        part
      ) : (
        <button
          key={`${String(i)} ${part.words}`}
          type="button"
          className={styles.term}
          aria-expanded={part.term === open}
          onClick={() => setOpen(part.term === open ? undefined : part.term)}
        >
          {part.words}
        </button>
      ),
    )
  return (
    <>
      {children(explain)}
      <div className={styles.definition} aria-live="polite">
        {open !== undefined && (
          <p>
            <b>{open.term}:</b> {explain(open.definition)}
          </p>
        )}
      </div>
    </>
  )
}
