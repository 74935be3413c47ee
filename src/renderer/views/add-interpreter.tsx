import { useState, type FormEvent } from 'react'
import { errorMessage } from '../../contract/error-message.ts'
import { CloseButton, Dialog, DialogButtons } from '../components/dialog.tsx'
import { addRuntime } from '../state/actions.ts'
import { useApp } from '../state/app.ts'
import { BrowseButton } from './browse-button.tsx'
import buttons from '../components/button.module.css'
import styles from './preferences-dialog.module.css'

interface Props {
  readonly isOpen: boolean
  readonly onClose: () => void
}

/** Dialog that adds an interpreter by its path; what Coreglow finds wrong with it stays in the dialog. */
export function AddInterpreter({ isOpen, onClose }: Props) {
  const app = useApp()
  const [path, setPath] = useState('')
  const [problem, setProblem] = useState<string>()
  const [isChecking, setChecking] = useState(false)
  const add = async (event: FormEvent) => {
    event.preventDefault()
    setChecking(true)
    setProblem(undefined)
    try {
      await addRuntime(app, path.trim())
      setPath('')
      onClose()
    } catch (error) {
      setProblem(errorMessage(error))
    } finally {
      setChecking(false)
    }
  }
  return (
    <Dialog title="Add an interpreter" isOpen={isOpen} onClose={onClose}>
      <form onSubmit={(event) => void add(event)}>
        <p>
          The path of a CPython 3.8 or newer on the machine that runs Coreglow. It will be started once to read its
          version.
        </p>
        <input
          type="text"
          className={styles.interpreter}
          aria-label="Path of the interpreter"
          aria-invalid={problem !== undefined}
          placeholder="/usr/bin/python3"
          spellCheck={false}
          value={path}
          onChange={({ target }) => setPath(target.value)}
        />
        <p role="alert">{problem}</p>
        <DialogButtons>
          <BrowseButton purpose="interpreter" what="the interpreter" onChoose={setPath} />
          <CloseButton>Cancel</CloseButton>
          <button type="submit" className={buttons.go} disabled={isChecking || path.trim() === ''}>
            {isChecking ? 'Checking …' : 'Add'}
          </button>
        </DialogButtons>
      </form>
    </Dialog>
  )
}
