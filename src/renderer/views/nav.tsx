import type { Experiment } from '../../contract/experiment.ts'
import type { RunListing } from '../../contract/run.ts'
import { formatFactor } from '../../contract/text.ts'
import { openSaved, select, setTheme } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { bestSpeedup } from '../state/results.ts'
import { activeRun, type AppState } from '../state/store.ts'
import { THEME_CHOICES } from '../theme/theme.ts'
import { formatWhen } from './when.ts'

export function Nav() {
  const catalog = useAppState((state) => state.catalog)
  const groups = [...new Set(catalog?.experiments.map(({ group }) => group))]
  return (
    <nav aria-label="Experiments and history">
      <div className="experiments">
        {groups.map((group) => {
          const experiments = catalog!.experiments.filter((experiment) => experiment.group === group)
          const suites = catalog!.suites.filter((suite) =>
            suite.experiments.every((id) => experiments.some((e) => e.id === id)),
          )
          return (
            <section key={group} aria-label={group}>
              <h2>{group}</h2>
              {suites.map((suite) => (
                <Item key={suite.id} id={suite.id} name={suite.name} title={suite.title} members={suite.experiments} />
              ))}
              {experiments.map((experiment: Experiment) => (
                <Item key={experiment.id} id={experiment.id} name={experiment.name} title={experiment.question} />
              ))}
            </section>
          )
        })}
      </div>
      <History />
      <ThemeSwitch />
    </nav>
  )
}

interface ItemProps {
  readonly id: string
  readonly name: string
  readonly title: string
  /** Of a suite. */
  readonly members?: readonly string[]
}

function Item({ id, name, title, members }: ItemProps) {
  const app = useApp()
  const selected = useAppState((state) => state.selected === id)
  const status = useAppState((state) => statusOf(state, id, members))
  return (
    <button
      type="button"
      className="item"
      aria-current={selected ? 'true' : undefined}
      title={title}
      onClick={() => select(app, id)}
    >
      <span>{name}</span>
      {status !== '' && <small>{status}</small>}
    </button>
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

function History() {
  const history = useAppState((state) => state.history)
  return (
    <section className="history" aria-label="History">
      <h2>History</h2>
      <div className="scroll">
        {history === undefined && <p className="empty">Reading …</p>}
        {history?.length === 0 && <p className="empty">Every run is kept here.</p>}
        {history?.map((listing) => (
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
  const mark = listing.status === 'finished' ? (listing.noisy ? 'noisy' : '') : listing.status
  return (
    <button
      type="button"
      className="saved"
      aria-current={current ? 'true' : undefined}
      title={`${listing.createdAt} · ${listing.title}, ${listing.runtime}. ${listing.verdict}`}
      onClick={() => void openSaved(app, listing.id)}
    >
      <span>
        <span className="ellipsis">{names?.find(({ id }) => id === listing.experiment)?.name ?? listing.title}</span>
        {when}
      </span>
      <span>
        <small className="ellipsis">{shortRuntime(listing.runtime)}</small>
        {mark !== '' && <em>{mark}</em>}
      </span>
    </button>
  )
}

/** "3.11.7" of CPython; another interpreter keeps its name. */
function shortRuntime(label: string): string {
  return label.replace(/^CPython /, '')
}

function ThemeSwitch() {
  const app = useApp()
  const chosen = useAppState((state) => state.themeChoice)
  return (
    <div className="segments" role="radiogroup" aria-label="Theme">
      {THEME_CHOICES.map((choice) => (
        <label key={choice}>
          <input type="radio" name="theme" checked={choice === chosen} onChange={() => setTheme(app, choice)} />
          <span>{choice}</span>
        </label>
      ))}
    </div>
  )
}
