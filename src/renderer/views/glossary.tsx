import { useRef } from 'react'
import { useAppState } from '../state/app.ts'

/** Every word that the lessons explain. */
export function Glossary() {
  const glossary = useAppState(({ catalog }) => catalog?.glossary)
  const dialog = useRef<HTMLDialogElement>(null)
  if (glossary === undefined || glossary.length === 0) return undefined
  return (
    <>
      <button type="button" className="button small" aria-haspopup="dialog" onClick={() => dialog.current?.showModal()}>
        Glossary
      </button>
      <dialog ref={dialog} className="glossary" aria-labelledby="glossary-title">
        <h2 id="glossary-title">Glossary</h2>
        {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
        <section className="scroll" tabIndex={0} aria-label="Terms">
          <dl>
            {glossary.map(({ id, term, definition }) => (
              <div key={id}>
                <dt>{term}</dt>
                <dd>{definition}</dd>
              </div>
            ))}
          </dl>
        </section>
        <div className="buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  )
}
