import type { Experiment } from '../../contract/experiment.ts'
import { change, placeBet, startRun } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import type { ShownRun } from '../state/runs.ts'
import { currentRuntime, modelChoices, selectedExperiments, selectedSuite } from '../state/store.ts'
import { useShallow } from 'zustand/shallow'

/** What is asked, what to bet on, and the button that answers it. */
export function Question({ shown }: { readonly shown: readonly ShownRun[] }) {
  const experiments = useAppState(useShallow(selectedExperiments))
  const suite = useAppState(selectedSuite)
  const opened = useAppState((state) => state.opened)
  const [only] = experiments
  if (only === undefined) return undefined
  const bets = experiments.map((experiment) => {
    const run = shown.find(({ plan }) => plan.experiment === experiment.id)
    return <Bet key={experiment.id} experiment={experiment} run={run} short={suite !== undefined} />
  })
  if (suite !== undefined) {
    return (
      <div className="question">
        <div className="line">
          <h1>{suite.name}</h1>
          <p className="ellipsis">{suite.title}</p>
          {bets}
        </div>
      </div>
    )
  }
  return (
    <div className="question">
      <div className="line">
        <h1>{only.title}</h1>
        <p className="ellipsis">{only.task}</p>
        {opened === undefined && <Models experiment={only} />}
        {opened === undefined && <RunButton experiment={only} />}
      </div>
      <div className="line bets">{bets}</div>
    </div>
  )
}

function RunButton({ experiment }: { readonly experiment: Experiment }) {
  const app = useApp()
  const busy = useAppState((state) => state.runs.busy || state.pending !== undefined)
  const online = useAppState(({ link }) => link.status === 'open')
  return (
    <button
      type="button"
      className="button run"
      disabled={busy || !online}
      onClick={() => void startRun(app, experiment.id)}
    >
      Run
    </button>
  )
}

function Models({ experiment }: { readonly experiment: Experiment }) {
  const app = useApp()
  const runtime = useAppState(currentRuntime)
  const settings = useAppState((state) => state.settings)
  const busy = useAppState((state) => state.runs.busy)
  const choices = modelChoices(experiment, runtime, settings)
  const chosen = choices.filter((choice) => choice.chosen).map(({ model }) => model.id)
  const toggle = (id: string) => {
    const next = experiment.models.offered.filter((each) =>
      each === id ? !chosen.includes(id) : chosen.includes(each),
    )
    change(app, { models: { ...settings.models, [experiment.id]: next } })
  }
  return (
    <fieldset className="chips" aria-label="Models" disabled={busy}>
      {choices.map(({ model, chosen: on, needs }) => (
        <button
          key={model.id}
          type="button"
          className="chip"
          aria-pressed={on}
          aria-disabled={needs !== undefined || (on && chosen.length === 1)}
          title={needs === undefined ? model.description : `${model.description} Needs ${needs}`}
          onClick={() => {
            if (needs === undefined && !(on && chosen.length === 1)) toggle(model.id)
          }}
        >
          {model.label}
          {needs !== undefined && <small>needs {needs}</small>}
        </button>
      ))}
    </fieldset>
  )
}

interface BetProps {
  readonly experiment: Experiment
  readonly run: ShownRun | undefined
  /** Beside others: the name instead of the question. */
  readonly short: boolean
}

function Bet({ experiment, run, short }: BetProps) {
  const app = useApp()
  const { bet, id, name } = experiment
  const placed = useAppState(({ settings, opened }) => (opened === undefined ? settings.bets[id] : run?.plan.bet))
  const locked = useAppState((state) => state.opened !== undefined || state.runs.busy)
  const ran = run?.record !== undefined && run.plan.bet === placed ? run.record.verdict.outcome : undefined
  if (short) {
    return (
      <label className="bet" title={bet.question}>
        <span>Bet on {name.toLowerCase()}</span>
        <select value={placed ?? ''} disabled={locked} onChange={({ target }) => placeBet(app, id, target.value)}>
          <option value="">none</option>
          {bet.choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.label}
            </option>
          ))}
        </select>
      </label>
    )
  }
  return (
    <fieldset className="bet" disabled={locked} aria-label={bet.question}>
      <span className="ellipsis" title={bet.question}>
        {bet.question}
      </span>
      {bet.choices.map((choice) => (
        <button
          key={choice.id}
          type="button"
          className="chip"
          aria-pressed={placed === choice.id}
          data-true={ran === choice.id ? '' : undefined}
          title={ran === choice.id ? 'This came true' : undefined}
          onClick={() => placeBet(app, id, choice.id)}
        >
          {ran === choice.id && <b aria-label="came true">✓</b>}
          {choice.label}
        </button>
      ))}
    </fieldset>
  )
}
