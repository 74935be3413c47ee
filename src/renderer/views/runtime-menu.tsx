import { errorMessage } from '../../contract/error-message.ts'
import { useRef, useState, type FormEvent } from 'react'
import type { Runtime } from '../../contract/experiment.ts'
import { addRuntime, change, refreshRuntimes } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { currentRuntime } from '../state/store.ts'
import { Menu, MenuItem } from './menu.tsx'

export function RuntimeMenu() {
  const app = useApp()
  const list = useAppState((state) => state.runtimes)
  const current = useAppState(currentRuntime)
  const busy = useAppState((state) => state.runs.busy)
  const dialog = useRef<HTMLDialogElement>(null)
  return (
    <div className="field">
      <span>Runtime</span>
      <Menu
        label="Runtime"
        className="runtimes"
        disabled={busy || list === undefined}
        title={current?.path}
        button={
          <span className="ellipsis">
            <span className="hidden">Runtime: </span>
            {current?.label ?? 'searching …'}{' '}
            <small>{current?.kind === 'cpython' && (current.gilEnabled ? 'GIL' : 'no GIL')}</small>
          </span>
        }
      >
        {(close) => (
          <>
            {list?.runtimes.map((runtime) => (
              <MenuItem
                key={runtime.id}
                checked={runtime.id === current?.id}
                disabled={runtime.status !== 'ok'}
                note={noteOf(runtime)}
                onSelect={() => {
                  change(app, { runtime: runtime.id })
                  close()
                }}
              >
                {runtime.label}
              </MenuItem>
            ))}
            <hr />
            <MenuItem
              onSelect={() => {
                close()
                dialog.current?.showModal()
              }}
            >
              Add interpreter …
            </MenuItem>
            <MenuItem
              onSelect={() => {
                close()
                void refreshRuntimes(app)
              }}
            >
              Rescan
            </MenuItem>
          </>
        )}
      </Menu>
      <AddInterpreter dialog={dialog} />
    </div>
  )
}

function noteOf({ status, reason, kind, gilEnabled, path }: Runtime): string {
  if (status !== 'ok') return `${status}: ${reason ?? 'cannot be used'}`
  if (kind === 'node') return 'no GIL: each thread has its own interpreter'
  return `${gilEnabled ? 'GIL on' : 'GIL off'} · ${path}`
}

export function AddInterpreter({ dialog }: { readonly dialog: React.RefObject<HTMLDialogElement | null> }) {
  const app = useApp()
  const [path, setPath] = useState('')
  const [problem, setProblem] = useState<string>()
  const [asking, setAsking] = useState(false)
  const add = async (event: FormEvent) => {
    event.preventDefault()
    setAsking(true)
    setProblem(undefined)
    try {
      await addRuntime(app, path.trim())
      setPath('')
      dialog.current?.close()
    } catch (error) {
      setProblem(errorMessage(error))
    } finally {
      setAsking(false)
    }
  }
  return (
    <dialog ref={dialog} aria-label="Add an interpreter">
      <form onSubmit={(event) => void add(event)}>
        <h2>Add an interpreter</h2>
        <p>
          The path of a CPython 3.8 or newer on the machine that runs Coreglow. It will be started once to read its
          version.
        </p>
        <input
          type="text"
          aria-label="Path of the interpreter"
          aria-invalid={problem !== undefined}
          placeholder="/usr/bin/python3"
          spellCheck={false}
          value={path}
          onChange={({ target }) => setPath(target.value)}
        />
        <p className="problem" role="alert">
          {problem}
        </p>
        <div className="buttons">
          <button type="button" className="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="button go" disabled={asking || path.trim() === ''}>
            {asking ? 'Checking …' : 'Add'}
          </button>
        </div>
      </form>
    </dialog>
  )
}
