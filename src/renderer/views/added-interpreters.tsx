import { useRef } from 'react'
import type { StoredPreferences } from '../../contract/preferences.ts'
import { attempt } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { forgetRuntime } from '../state/preferences.ts'
import { AddInterpreter } from './runtime-menu.tsx'

/** Interpreters that the user added by path, each with a button to remove it. */
export function AddedInterpreters({ stored: { added } }: { readonly stored: StoredPreferences }) {
  const app = useApp()
  const runtimes = useAppState((state) => state.runtimes?.runtimes)
  const add = useRef<HTMLButtonElement>(null)
  const adding = useRef<HTMLDialogElement>(null)
  const told = (path: string) => {
    const runtime = runtimes?.find((each) => each.path === path)
    return runtime === undefined ? '' : runtime.status === 'ok' ? runtime.label : (runtime.reason ?? runtime.status)
  }
  return (
    <section className="added" aria-labelledby="added-title">
      <h3 id="added-title">Added interpreters</h3>
      {added.length === 0 && <p>None. Interpreters found automatically are always listed.</p>}
      <ul>
        {added.map((path) => (
          <li key={path}>
            <span className="path" title={path}>
              {path} <small>{told(path)}</small>
            </span>
            <button
              type="button"
              className="button small"
              aria-label={`Remove ${path}`}
              onClick={() => {
                // The button that has the focus goes with what it forgets.
                add.current?.focus()
                void attempt(app, undefined, () => forgetRuntime(app, path))
              }}
            >
              {' '}
              Remove{' '}
            </button>
          </li>
        ))}
      </ul>
      <button ref={add} type="button" className="button small" onClick={() => adding.current?.showModal()}>
        Add interpreter …
      </button>
      <AddInterpreter dialog={adding} />
    </section>
  )
}
