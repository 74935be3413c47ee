import { useEffect, useRef, type KeyboardEvent } from 'react'
import type { Experiment } from '../../contract/experiment.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import { formatFactor } from '../../contract/text.ts'
import { openSaved, select, setTheme, startRun } from '../state/actions.ts'
import { showPage } from '../state/history-actions.ts'
import { factsOf, isUnsaved } from '../state/history.ts'
import { useApp, useAppState } from '../state/app.ts'
import { bestSpeedup } from '../state/results.ts'
import { activeRun, type AppState } from '../state/store.ts'
import { THEME_CHOICES } from '../theme/theme.ts'
import { Glossary } from './glossary.tsx'
import { PreferencesButton } from './preferences.tsx'
import { formatWhen } from './when.ts'

export function Nav() {
  return (
    <nav aria-label="Experiments and history">
      <Experiments />
      <History />
      <div className="foot">
        <ThemeSwitch />
        <Glossary />
        <PreferencesButton />
      </div>
    </nav>
  )
}

function Experiments() {
  const catalog = useAppState((state) => state.catalog)
  const selected = useAppState((state) => state.selected)
  const groups = [...new Set(catalog?.experiments.map(({ group }) => group))]
  const ids = [...(catalog?.suites ?? []), ...(catalog?.experiments ?? [])].map(({ id }) => id)
  const stop = ids.find((id) => id === selected) ?? ids[0]
  return (
    // eslint-disable-next-line jsx-a11y/interactive-supports-focus -- one of its buttons has the focus
    <div
      className="experiments"
      role="toolbar"
      aria-label="Experiments"
      aria-orientation="vertical"
      onKeyDown={moveFocus}
    >
      {groups.map((group) => {
        const experiments = catalog!.experiments.filter((experiment) => experiment.group === group)
        const suites = catalog!.suites.filter((suite) =>
          suite.experiments.every((id) => experiments.some((e) => e.id === id)),
        )
        return (
          <section key={group} aria-label={group}>
            <h2>{group}</h2>
            {suites.map((suite) => (
              <Item
                key={suite.id}
                id={suite.id}
                name={suite.name}
                title={suite.title}
                stop={stop}
                members={suite.experiments}
              />
            ))}
            {experiments.map((experiment: Experiment) => (
              <Item
                key={experiment.id}
                id={experiment.id}
                name={experiment.name}
                title={experiment.question}
                stop={stop}
              />
            ))}
          </section>
        )
      })}
    </div>
  )
}

const STEPS: Readonly<Record<string, readonly [selector: string, step: number]>> = {
  ArrowDown: ['.item', 1],
  ArrowUp: ['.item', -1],
  ArrowRight: ['button', 1],
  ArrowLeft: ['button', -1],
}

/** Moves focus in the list, which is one Tab stop: Up and Down between items, Right to the Run button. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const [selector, step] = STEPS[event.key] ?? []
  if (selector === undefined || step === undefined) return
  event.preventDefault()
  const row = document.activeElement?.closest('.row')
  const list = [...event.currentTarget.querySelectorAll<HTMLElement>(selector)]
  const from = selector === '.item' ? row?.querySelector('.item') : document.activeElement
  list[list.findIndex((each) => each === from) + step]?.focus()
}

interface ItemProps {
  readonly id: string
  readonly name: string
  readonly title: string
  /** Id of the item that Tab reaches. */
  readonly stop: string | undefined
  /** Of a suite. */
  readonly members?: readonly string[]
}

function Item({ id, name, title, stop, members }: ItemProps) {
  const app = useApp()
  const selected = useAppState((state) => state.selected === id)
  const status = useAppState((state) => statusOf(state, id, members))
  const free = useAppState(({ runs, pending, link }) => !runs.busy && pending === undefined && link.status === 'open')
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (selected) button.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <div className="row">
      <button
        ref={button}
        type="button"
        className="item"
        tabIndex={id === stop ? 0 : -1}
        aria-current={selected ? 'true' : undefined}
        title={title}
        onClick={() => select(app, id)}
      >
        <span className="ellipsis">{name}</span>
        {status !== '' && <small>{status}</small>}
      </button>
      {members === undefined && (
        <button
          type="button"
          className="play"
          tabIndex={id === stop ? 0 : -1}
          aria-label={`Run ${name}`}
          title={`Run ${name}`}
          aria-disabled={!free}
          onClick={() => {
            if (free) void startRun(app, id)
          }}
        />
      )}
    </div>
  )
}

function statusOf(state: AppState, id: string, members: readonly string[] | undefined): string {
  const active = activeRun(state)
  const ids = members ?? [id]
  if (active !== undefined && (members === undefined ? active.plan.experiment : active.suite) === id) return 'running'
  const runs = ids.flatMap((each) => state.runs.byExperiment[each] ?? [])
  const records = runs.flatMap(({ record }) => record ?? [])
  const cut = records.find(({ status }) => status !== 'finished')
  if (cut !== undefined) return cut.status
  if (members !== undefined) return records.length === ids.length ? 'done' : ''
  if (records.length === 0) return ''
  const speedup = bestSpeedup(runs[0]!)
  return speedup === undefined ? 'done' : formatFactor(speedup)
}

/** Number of latest runs in the list; the others are on the page of all runs. */
const LATEST = 24

function History() {
  const app = useApp()
  const history = useAppState((state) => state.history)
  const isShown = useAppState(({ page }) => page === 'history')
  return (
    <section className="history" aria-label="History">
      <div className="heading">
        <h2>History</h2>
        <button
          type="button"
          className="button small"
          aria-pressed={isShown}
          title="Search, name, compare and delete runs; open files"
          onClick={() => showPage(app, isShown ? 'run' : 'history')}
        >
          All runs
        </button>
      </div>
      <div className="scroll">
        {history === undefined && <p className="empty">Loading …</p>}
        {history?.length === 0 && <p className="empty">Your runs will appear here.</p>}
        {history?.slice(0, LATEST).map((listing) => (
          <Saved key={`${listing.id} ${listing.status}`} listing={listing} />
        ))}
      </div>
    </section>
  )
}

function Saved({ listing }: { readonly listing: RunListing }) {
  const app = useApp()
  const current = useAppState(({ opened, opening }) => (opening ?? opened?.id) === listing.id)
  const names = useAppState(({ catalog }) => catalog?.experiments)
  const when = <time dateTime={listing.createdAt}>{formatWhen(listing.createdAt)}</time>
  if (listing.status === 'unreadable') {
    return (
      <div className="saved unreadable" title={`${listing.createdAt} · ${listing.file}: ${listing.reason}`}>
        <span>
          <span className="ellipsis">unreadable</span>
          {when}
        </span>
        <small className="ellipsis">{listing.reason}</small>
      </div>
    )
  }
  const { experiment, runtime, outcome, noisy } = factsOf(listing)
  const mark = isUnsaved(listing)
    ? 'not saved'
    : listing.status === 'finished'
      ? noisy
        ? 'noisy'
        : ''
      : listing.status
  return (
    <button
      type="button"
      className="saved"
      aria-current={current ? 'true' : undefined}
      title={`${listing.createdAt} · ${[listing.title, runtime].filter(Boolean).join(', ')}. ${outcome}`}
      onClick={() => void openSaved(app, listing.id)}
    >
      <span>
        <span className="ellipsis">
          {listing.pinned && <PinMark />}
          {listing.name ?? names?.find(({ id }) => id === experiment)?.name ?? listing.title}
        </span>
        {when}
      </span>
      <span>
        <small className="ellipsis">{runtime === undefined ? outcome : shortRuntime(runtime)}</small>
        {mark !== '' && <em>{mark}</em>}
      </span>
    </button>
  )
}

function PinMark() {
  return (
    <b className="pinned" title="pinned">
      ★{' '}
    </b>
  )
}

/** "3.11.7" of CPython; another interpreter keeps its name. */
export function shortRuntime(label: string): string {
  return label.replace(/^CPython /, '')
}

function ThemeSwitch() {
  const app = useApp()
  const chosen = useAppState((state) => state.themeChoice)
  return (
    <div className="segments" role="radiogroup" aria-label="Theme">
      {THEME_CHOICES.map((choice) => (
        <label key={choice}>
          <input type="radio" name="theme" checked={choice === chosen} onChange={() => void setTheme(app, choice)} />
          <span>{choice}</span>
        </label>
      ))}
    </div>
  )
}
