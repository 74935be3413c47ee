import { useState, type FormEvent } from 'react'
import { CloseButton, Dialog, DialogButtons } from '../components/dialog.tsx'
import { useApp } from '../state/app.ts'
import { annotate } from '../state/history-actions.ts'
import type { SavedListing } from '../state/history.ts'
import buttons from '../components/button.module.css'
import styles from './note-dialog.module.css'

export type Noted = Pick<SavedListing, 'id' | 'title' | 'name' | 'note'>

const MAX_NAME = 200
const MAX_NOTE = 10_000

interface Props {
  /** The run that is named; while it is missing the dialog is closed. */
  readonly noted: Noted | undefined
  readonly onClose: () => void
}

/** Dialog for the name and the note of a run; the run itself never changes. */
export function NoteDialog({ noted, onClose }: Props) {
  return (
    <Dialog title="Name and note" isOpen={noted !== undefined} onClose={onClose}>
      {noted !== undefined && <NoteForm key={noted.id} noted={noted} onClose={onClose} />}
    </Dialog>
  )
}

function NoteForm({ noted, onClose }: { readonly noted: Noted; readonly onClose: () => void }) {
  const app = useApp()
  const [name, setName] = useState(noted.name ?? '')
  const [note, setNote] = useState(noted.note ?? '')
  const save = (event: FormEvent) => {
    event.preventDefault()
    void annotate(app, { id: noted.id, name: name.trim(), note: note.trim() })
    onClose()
  }
  return (
    <form className={styles.form} onSubmit={save}>
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
      <DialogButtons>
        <CloseButton>Cancel</CloseButton>
        <button type="submit" className={buttons.go}>
          Save
        </button>
      </DialogButtons>
    </form>
  )
}
