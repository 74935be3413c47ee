import { useMemo } from 'react'
import type { RunListing } from '../../contract/run-listing.ts'
import buttons from '../components/button.module.css'
import styles from './all-runs.module.css'
import { EVERY_RUN, facetsOf, type HistoryQuery } from '../state/history.ts'

const AGES = [
  { id: 1, label: 'last 24 hours' },
  { id: 7, label: 'last 7 days' },
  { id: 30, label: 'last 30 days' },
  { id: 365, label: 'last year' },
]

interface Props {
  readonly history: readonly RunListing[]
  readonly query: HistoryQuery
  readonly onChange: (query: HistoryQuery) => void
}

export function RunFilters({ history, query, onChange }: Props) {
  const { experiments, runtimes, hosts } = useMemo(() => facetsOf(history), [history])
  const set = (change: Partial<HistoryQuery>) => onChange({ ...query, ...change })
  const isNarrow = Object.values(query).some((value) => value !== '' && value !== 0)
  return (
    <search className={styles.filters} aria-label="Filter runs">
      <input
        type="search"
        aria-label="Search runs"
        placeholder="Search names, notes, verdicts …"
        value={query.text}
        onChange={({ target }) => set({ text: target.value })}
      />
      <Choice
        label="Experiment"
        all="all experiments"
        value={query.experiment}
        options={experiments}
        onSet={(experiment) => set({ experiment })}
      />
      <Choice
        label="Runtime of the run"
        all="all runtimes"
        value={query.runtime}
        options={runtimes.map(named)}
        onSet={(runtime) => set({ runtime })}
      />
      <Choice
        label="Machine"
        all="all machines"
        value={query.host}
        options={hosts.map(named)}
        onSet={(host) => set({ host })}
      />
      <Choice
        label="Date"
        all="any date"
        value={query.days === 0 ? '' : String(query.days)}
        options={AGES.map(({ id, label }) => ({ id: String(id), label }))}
        onSet={(days) => set({ days: Number(days) })}
      />
      {isNarrow && (
        <button type="button" className={buttons.quiet} onClick={() => onChange(EVERY_RUN)}>
          Show all
        </button>
      )}
    </search>
  )
}

const named = (label: string) => ({ id: label, label })

interface ChoiceProps {
  readonly label: string
  /** Label of the option that does not filter. */
  readonly all: string
  readonly value: string
  readonly options: readonly { readonly id: string; readonly label: string }[]
  readonly onSet: (value: string) => void
}

function Choice({ label, all, value, options, onSet }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={({ target }) => onSet(target.value)}>
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.id} value={option.id}>
          {option.label}
        </option>
      ))}
    </select>
  )
}
