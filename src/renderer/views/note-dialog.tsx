import { useEffect, useRef, useState, type FormEvent } from 'react'
import { annotate } from '../state/history-actions.ts'
import type { SavedListing } from '../state/history.ts'
import { useApp } from '../state/app.ts'

export type Noted = Pick<SavedListing, 'id' | 'title' | 'name' | 'note'>

const MAX_NAME = 200
const MAX_NOTE = 10_000

interface Props {
  /** The run that is named; while it is missing the dialog is closed. */
  readonly noted: Noted | undefined
  readonly onClose: () => void
}

/** A name and a note for a run, which itself never changes. */
export function NoteDialog({ noted, onClose }: Props) {
  const app = useApp()
  const dialog = useRef<HTMLDialogElement>(null)
  const [name, setName] = useState(noted?.name ?? '')
  const [note, setNote] = useState(noted?.note ?? '')
  useEffect(() => {
    if (noted !== undefined) dialog.current?.showModal()
  }, [noted])
  if (noted === undefined) return undefined
  const save = (event: FormEvent) => {
    event.preventDefault()
    void annotate(app, { id: noted.id, name: name.trim(), note: note.trim() })
    dialog.current?.close()
  }
  return (
    <dialog ref={dialog} className="note-dialog" aria-labelledby="note-title" onClose={onClose}>
      <form onSubmit={save}>
        <h2 id="note-title">Name and note</h2>
        <label>
          <span>Name</span>
          <input
            type="text"
            maxLength={MAX_NAME}
            placeholder={noted.title}
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        </label>
        <label>
          <span>Note</span>
          <textarea rows={5} maxLength={MAX_NOTE} value={note} onChange={({ target }) => setNote(target.value)} />
        </label>
        <div className="buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="button go">
            Save
          </button>
        </div>
      </form>
    </dialog>
  )
}
