import { useMemo, useRef, useState } from 'react'
import { formatBytes, formatCount } from '../../contract/text.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import { compare, openFiles, remove, showPage } from '../state/history-actions.ts'
import { bytesOf, EVERY_RUN, isSaved, matching } from '../state/history.ts'
import { useApp, useAppState } from '../state/app.ts'
import { NoteDialog, type Noted } from './note-dialog.tsx'
import { RunFilters } from './run-filters.tsx'
import { RunTable } from './run-table.tsx'
import { Tip } from '../components/tip.tsx'
import buttons from '../components/button.module.css'
import panel from '../components/panel.module.css'
import text from '../components/text.module.css'
import page from './page.module.css'
import styles from './all-runs.module.css'

/** Most runs to compare. Chosen: more colours cannot be told apart. */
const MAX_COMPARED = 8

/** The whole history: search, name, pin, compare, delete and import runs. */
export function AllRuns() {
  const app = useApp()
  const history = useAppState((state) => state.history)
  const [query, setQuery] = useState(EVERY_RUN)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [noted, setNoted] = useState<Noted>()
  const [openedMs] = useState(Date.now)
  const found = useMemo(() => matching(history ?? [], query, openedMs), [history, query, openedMs])
  // What was deleted meanwhile, or does not match, is not chosen.
  const ids = found.filter(({ id }) => chosen.has(id)).map(({ id }) => id)
  const choose = (id: string, on: boolean) =>
    setChosen(new Set(on ? [...chosen, id] : [...chosen].filter((chosenId) => chosenId !== id)))
  return (
    <main className={page.page} aria-labelledby="all-runs">
      <div className={page.head}>
        <h1 id="all-runs">All runs</h1>
        <p>{history === undefined ? 'Loading …' : told(history, found.length)}</p>
        <OpenFile />
        <button type="button" className={buttons.button} onClick={() => showPage(app, 'run')}>
          Close
        </button>
      </div>
      <section className={`${panel.panel} ${styles.panel}`} aria-label="Runs">
        <div className={styles.bar}>
          <RunFilters history={history ?? []} query={query} onChange={setQuery} />
          <Chosen ids={ids} isComparable={isComparable(found, chosen)} onClear={() => setChosen(new Set())} />
        </div>
        <RunTable
          runs={found}
          chosen={chosen}
          onChoose={choose}
          onNote={setNoted}
          empty={history?.length === 0 ? 'Your runs will appear here.' : 'No matching runs.'}
        />
      </section>
      <NoteDialog key={noted?.id} noted={noted} onClose={() => setNoted(undefined)} />
    </main>
  )
}

function told(history: readonly RunListing[], found: number): string {
  const all = `${formatCount(history.length)} ${history.length === 1 ? 'run' : 'runs'}`
  const which = found === history.length ? all : `${formatCount(found)} of ${all}`
  return `${which}, ${formatBytes(bytesOf(history))} on disk`
}

/** Whether the chosen runs can be compared: an unreadable run has no numbers. */
function isComparable(found: readonly RunListing[], chosen: ReadonlySet<string>): boolean {
  const runs = found.filter(({ id }) => chosen.has(id))
  return runs.length >= 2 && runs.length <= MAX_COMPARED && runs.every(isSaved)
}

interface ChosenProps {
  readonly ids: readonly string[]
  readonly isComparable: boolean
  readonly onClear: () => void
}

function Chosen({ ids, isComparable: can, onClear }: ChosenProps) {
  const app = useApp()
  const count = ids.length
  return (
    <div className={styles.chosen} role="toolbar" aria-label="Selected runs">
      <span className={text.dim}>
        {count === 0 ? `Select 2 to ${MAX_COMPARED} runs to compare` : `${count} selected`}
      </span>
      {count > 0 && (
        <button type="button" className={buttons.quiet} onClick={onClear}>
          Clear
        </button>
      )}
      <button
        type="button"
        className={buttons.button}
        disabled={count === 0}
        onClick={() => {
          onClear()
          void remove(app, ids)
        }}
      >
        Delete
      </button>
      <button type="button" className={buttons.go} disabled={!can} onClick={() => void compare(app, ids)}>
        Compare
      </button>
    </div>
  )
}

function OpenFile() {
  const app = useApp()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Tip text="Open a run file from this or another machine. You can also drop files onto the window.">
        <button type="button" className={buttons.button} onClick={() => input.current?.click()}>
          Open file …
        </button>
      </Tip>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept=".coreglow,.json,.gz"
        aria-label="Run files"
        onChange={({ target }) => {
          const files = [...(target.files ?? [])]
          target.value = ''
          if (files.length > 0) void openFiles(app, files)
        }}
      />
    </>
  )
}
