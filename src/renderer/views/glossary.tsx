import { useState } from 'react'
import { CloseButton, Dialog, DialogButtons } from '../components/dialog.tsx'
import { useAppState } from '../state/app.ts'
import buttons from '../components/button.module.css'
import panel from '../components/panel.module.css'
import styles from './glossary.module.css'

/** Every term that the lessons explain. */
export function Glossary() {
  const glossary = useAppState(({ catalog }) => catalog?.glossary)
  const [isOpen, setOpen] = useState(false)
  if (glossary === undefined || glossary.length === 0) return undefined
  return (
    <>
      <button type="button" className={buttons.small} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Glossary
      </button>
      <Dialog title="Glossary" size="large" isOpen={isOpen} onClose={() => setOpen(false)}>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
        <section className={`${panel.scroll} ${styles.terms}`} tabIndex={0} aria-label="Terms">
          <dl>
            {glossary.map(({ id, term, definition }) => (
              <div key={id}>
                <dt>{term}</dt>
                <dd>{definition}</dd>
              </div>
            ))}
          </dl>
        </section>
        <DialogButtons>
          <CloseButton>Close</CloseButton>
        </DialogButtons>
      </Dialog>
    </>
  )
}
