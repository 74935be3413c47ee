import { useState } from 'react'
import type { Runtime } from '../../contract/experiment.ts'
import { Labelled } from '../components/labelled.tsx'
import { Menu, MenuChoice, MenuItem, MenuLine, MenuOption } from '../components/menu.tsx'
import { change, refreshRuntimes } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { currentRuntime } from '../state/store.ts'
import { AddInterpreter } from './add-interpreter.tsx'
import text from '../components/text.module.css'
import styles from './header.module.css'

export function RuntimeMenu() {
  const app = useApp()
  const list = useAppState((state) => state.runtimes)
  const current = useAppState(currentRuntime)
  const busy = useAppState((state) => state.runs.busy)
  const [isAdding, setAdding] = useState(false)
  return (
    <Labelled label="Runtime" className={styles.runtime}>
      <Menu
        disabled={busy || list === undefined}
        button={
          <span className={text.ellipsis}>
            <span className={text.hidden}>Runtime: </span>
            {current?.label ?? 'searching …'}{' '}
            <small>{current?.kind === 'cpython' && (current.gilEnabled ? 'GIL' : 'no GIL')}</small>
          </span>
        }
      >
        <MenuChoice value={current?.id} onChange={(runtime) => change(app, { runtime })}>
          {list?.runtimes.map((runtime) => (
            <MenuOption key={runtime.id} value={runtime.id} disabled={runtime.status !== 'ok'} note={noteOf(runtime)}>
              {runtime.label}
            </MenuOption>
          ))}
        </MenuChoice>
        <MenuLine />
        <MenuItem onSelect={() => setAdding(true)}>Add interpreter …</MenuItem>
        <MenuItem onSelect={() => void refreshRuntimes(app)}>Rescan</MenuItem>
      </Menu>
      <AddInterpreter isOpen={isAdding} onClose={() => setAdding(false)} />
    </Labelled>
  )
}

function noteOf({ status, reason, kind, gilEnabled, path }: Runtime): string {
  if (status !== 'ok') return `${status}: ${reason ?? 'cannot be used'}`
  if (kind === 'node') return 'no GIL: each thread has its own interpreter'
  return `${gilEnabled ? 'GIL on' : 'GIL off'} · ${path}`
}
