import { useRef, useState } from 'react'
import type { StoredPreferences } from '../../contract/preferences.ts'
import { attempt } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { forgetRuntime } from '../state/preferences.ts'
import { AddInterpreter } from './add-interpreter.tsx'
import buttons from '../components/button.module.css'
import styles from './preferences-dialog.module.css'

/** Interpreters that the user added by path, each with a button to remove it. */
export function AddedInterpreters({ stored: { added } }: { readonly stored: StoredPreferences }) {
  const app = useApp()
  const runtimes = useAppState((state) => state.runtimes?.runtimes)
  const add = useRef<HTMLButtonElement>(null)
  const [isAdding, setAdding] = useState(false)
  const stateOf = (path: string) => {
    const runtime = runtimes?.find((candidate) => candidate.path === path)
    return runtime === undefined ? '' : runtime.status === 'ok' ? runtime.label : (runtime.reason ?? runtime.status)
  }
  return (
    <section className={styles.added} aria-labelledby="added-title">
      <h3 id="added-title">Added interpreters</h3>
      {added.length === 0 && <p>None. Interpreters found automatically are always listed.</p>}
      <ul>
        {added.map((path) => (
          <li key={path}>
            <span>
              {path} <small>{stateOf(path)}</small>
            </span>
            <button
              type="button"
              className={buttons.small}
              aria-label={`Remove ${path}`}
              onClick={() => {
                // The button that has the focus is removed with its interpreter.
                add.current?.focus()
                void attempt(app, undefined, () => forgetRuntime(app, path))
              }}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <button ref={add} type="button" className={buttons.small} onClick={() => setAdding(true)}>
        Add interpreter …
      </button>
      <AddInterpreter isOpen={isAdding} onClose={() => setAdding(false)} />
    </section>
  )
}
