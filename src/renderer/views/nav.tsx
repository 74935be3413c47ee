import { Toolbar } from '@base-ui/react/toolbar'
import { useEffect, useRef, type KeyboardEvent } from 'react'
import { FUNCTION_EXPERIMENT } from '../../contract/function.ts'
import type { RunListing } from '../../contract/run-listing.ts'
import { formatFactor } from '../../contract/text.ts'
import { Segments } from '../components/segments.tsx'
import { Info, Tip } from '../components/tip.tsx'
import { openSaved, select, setTheme, startRun } from '../state/actions.ts'
import { showPage, showPlace } from '../state/history-actions.ts'
import { factsOf, isUnsaved } from '../state/history.ts'
import { useApp, useAppState } from '../state/app.ts'
import { bestSpeedup } from '../state/results.ts'
import { isOn } from '../program/session.ts'
import { isPlace, PLACES, type Place } from '../state/places.ts'
import { activeRun, type AppState } from '../state/store.ts'
import { THEME_CHOICES } from '../theme/theme.ts'
import { Glossary } from './glossary.tsx'
import { PreferencesButton } from './preferences.tsx'
import buttons from '../components/button.module.css'
import text from '../components/text.module.css'
import panel from '../components/panel.module.css'
import styles from './nav.module.css'
import { formatWhen } from './when.ts'

export function Nav() {
  return (
    <nav className={styles.nav} aria-label="Experiments and history">
      <Experiments />
      <History />
      <div className={styles.foot}>
        <ThemeSwitch />
        <Glossary />
        <PreferencesButton />
      </div>
    </nav>
  )
}

function Experiments() {
  const catalog = useAppState((state) => state.catalog)
  const groups = [...new Set(catalog?.experiments.map(({ group }) => group))]
  return (
    <Toolbar.Root className={styles.experiments} aria-label="Experiments" orientation="vertical" loopFocus={false}>
      <section aria-label="Your code">
        <h2>Your code</h2>
        {PLACES.map(({ id, name, description }) => (
          <PlaceItem key={id} id={id} name={name} description={description} />
        ))}
      </section>
      {groups.map((group) => {
        const experiments = catalog!.experiments.filter((experiment) => experiment.group === group)
        const suites = catalog!.suites.filter((suite) =>
          suite.experiments.every((id) => experiments.some((experiment) => experiment.id === id)),
        )
        return (
          <section key={group} aria-label={group}>
            <h2>{group}</h2>
            {suites.map(({ id, name, title, experiments: members }) => (
              <Item key={id} id={id} name={name} description={title} members={members} />
            ))}
            {experiments.map(({ id, name, question }) => (
              <Item key={id} id={id} name={name} description={question} />
            ))}
          </section>
        )
      })}
    </Toolbar.Root>
  )
}

interface PlaceProps {
  readonly id: Place
  readonly name: string
  readonly description: string
}

function PlaceItem({ id, name, description }: PlaceProps) {
  const app = useApp()
  const isShown = useAppState(({ page }) => page === id)
  const status = useAppState((state) => placeStatus(state, id))
  return (
    <div className={styles.row} role="presentation">
      <Tip text={description} side="right">
        <Toolbar.Button
          className={styles.item}
          aria-current={isShown ? 'true' : undefined}
          onClick={() => showPlace(app, id)}
        >
          <span className={text.ellipsis}>{name}</span>
          {status !== '' && <small>{status}</small>}
        </Toolbar.Button>
      </Tip>
    </div>
  )
}

/** What is on in a place. */
function placeStatus(state: AppState, id: Place): string {
  if (id === 'program') return state.program !== undefined && isOn(state.program) ? 'watching' : ''
  return id === 'function' ? statusOf(state, FUNCTION_EXPERIMENT, undefined) : ''
}

/** Right goes from an experiment to its run button, Left goes back; Up and Down are the toolbar's. */
function moveAcross({ key, currentTarget }: KeyboardEvent<HTMLElement>): void {
  const target = { ArrowRight: 'run', ArrowLeft: 'select' }[key]
  if (target !== undefined) currentTarget.querySelector<HTMLElement>(`[data-role=${target}]`)?.focus()
}

interface ItemProps {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Experiments of a suite. */
  readonly members?: readonly string[]
}

function Item({ id, name, description, members }: ItemProps) {
  const app = useApp()
  const selected = useAppState((state) => state.selected === id && !isPlace(state.page))
  const status = useAppState((state) => statusOf(state, id, members))
  const free = useAppState(({ runs, pending, link }) => !runs.busy && pending === undefined && link.status === 'open')
  const button = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (selected) button.current?.scrollIntoView({ block: 'nearest' })
  }, [selected])
  return (
    <div className={styles.row} role="presentation" onKeyDown={moveAcross}>
      <Tip text={description} side="right">
        <Toolbar.Button
          ref={button}
          className={styles.item}
          data-role="select"
          aria-current={selected ? 'true' : undefined}
          onClick={() => select(app, id)}
        >
          <span className={text.ellipsis}>{name}</span>
          {status !== '' && <small>{status}</small>}
        </Toolbar.Button>
      </Tip>
      {members === undefined && (
        <button
          type="button"
          className={styles.run}
          data-role="run"
          tabIndex={selected ? 0 : -1}
          aria-label={`Run ${name}`}
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
  const runs = ids.flatMap((experimentId) => state.runs.byExperiment[experimentId] ?? [])
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
    <section className={styles.history} aria-label="History">
      <div className={styles.heading}>
        <h2>History</h2>
        <Tip text="Search, name, compare and delete runs; open files">
          <button
            type="button"
            className={buttons.small}
            aria-pressed={isShown}
            onClick={() => showPage(app, isShown ? 'run' : 'history')}
          >
            All runs
          </button>
        </Tip>
      </div>
      <div className={panel.scroll}>
        {history === undefined && <p className={styles.empty}>Loading …</p>}
        {history?.length === 0 && <p className={styles.empty}>Your runs will appear here.</p>}
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
      <Info
        className={`${styles.saved} ${styles.unreadable}`}
        text={`${listing.createdAt} · ${listing.file}: ${listing.reason}`}
      >
        <span>
          <span className={text.ellipsis}>unreadable</span>
          {when}
        </span>
        <small className={text.ellipsis}>{listing.reason}</small>
      </Info>
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
    <Tip
      side="right"
      text={`${listing.createdAt} · ${[listing.title, runtime].filter(Boolean).join(', ')}. ${outcome}`}
    >
      <button
        type="button"
        className={styles.saved}
        aria-current={current ? 'true' : undefined}
        onClick={() => void openSaved(app, listing.id)}
      >
        <span>
          <span className={text.ellipsis}>
            {listing.pinned && <PinMark />}
            {listing.name ?? names?.find(({ id }) => id === experiment)?.name ?? listing.title}
          </span>
          {when}
        </span>
        <span>
          <small className={text.ellipsis}>{runtime === undefined ? outcome : shortRuntime(runtime)}</small>
          {mark !== '' && <em>{mark}</em>}
        </span>
      </button>
    </Tip>
  )
}

function PinMark() {
  return (
    <b className={styles.pin}>
      <span aria-hidden="true">★ </span>
      <span className={text.hidden}>pinned </span>
    </b>
  )
}

/** "3.11.7" of CPython; another interpreter keeps its name. */
export function shortRuntime(label: string): string {
  return label.replace(/^CPython /, '')
}

const THEMES = THEME_CHOICES.map((value) => ({ value, label: value }))

function ThemeSwitch() {
  const app = useApp()
  const chosen = useAppState((state) => state.themeChoice)
  return (
    <Segments
      label="Theme"
      className={styles.themes}
      value={chosen}
      options={THEMES}
      onChange={(choice) => void setTheme(app, choice)}
    />
  )
}
