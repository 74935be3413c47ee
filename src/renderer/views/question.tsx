import type { Experiment } from '../../contract/experiment.ts'
import { formatDate } from '../../contract/text.ts'
import { Whole } from '../components/tip.tsx'
import { change, startRun } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import type { ShownRun } from '../state/runs.ts'
import { currentRuntime, modelChoices, selectedExperiments, selectedSuite, type ModelChoice } from '../state/store.ts'
import { ModelChips } from './model-chips.tsx'
import { SettingsButton } from './settings.tsx'
import { formatWhen } from './when.ts'
import { useShallow } from 'zustand/shallow'
import buttons from '../components/button.module.css'
import text from '../components/text.module.css'
import page from './page.module.css'
import styles from './question.module.css'

/** Number of models above which they have a line of their own, and their needs are shown on hover and to screen readers only. */
const ROOMY = 4

/** What is open, in a line; for one experiment, its models and the button that runs it. */
export function Question({ shown }: { readonly shown: readonly ShownRun[] }) {
  const experiments = useAppState(useShallow(selectedExperiments))
  const suite = useAppState(selectedSuite)
  const opened = useAppState((state) => state.opened)
  const runtime = useAppState(currentRuntime)
  const settings = useAppState((state) => state.settings)
  const [only] = experiments
  if (only === undefined) return undefined
  const [title, task] = suite === undefined ? [only.title, only.task] : [suite.name, suite.title]
  const isSingle = suite === undefined && opened === undefined
  const choices = isSingle ? modelChoices(only, runtime, settings) : []
  return (
    <div
      className={`${page.head} ${styles.question}`}
      data-alone={suite === undefined ? true : undefined}
      data-crowded={choices.length > ROOMY}
    >
      <h1>{title}</h1>
      <Whole text={task}>
        <p className={text.ellipsis}>{task}</p>
      </Whole>
      {suite !== undefined && <Status shown={shown} />}
      {choices.length > 1 && <Models experiment={only} choices={choices} />}
      {opened === undefined && <SettingsButton />}
      {isSingle && <RunButton experiment={only} />}
    </div>
  )
}

/** When the latest that is shown was run, and on what. */
function Status({ shown }: { readonly shown: readonly ShownRun[] }) {
  const busy = useAppState((state) => state.runs.busy)
  const record = shown.at(-1)?.record
  if (busy || record === undefined) return undefined
  const { status, createdAt, runtime } = record
  return (
    <Whole text={formatDate(createdAt)}>
      <span className={text.faint}>
        {status} {formatWhen(createdAt)}, {runtime.label}
      </span>
    </Whole>
  )
}

function RunButton({ experiment }: { readonly experiment: Experiment }) {
  const app = useApp()
  const busy = useAppState((state) => state.runs.busy || state.pending !== undefined)
  const online = useAppState(({ link }) => link.status === 'open')
  return (
    <button
      type="button"
      data-command="run"
      className={buttons.run}
      disabled={busy || !online}
      onClick={() => void startRun(app, experiment.id)}
    >
      Run
    </button>
  )
}

interface ModelsProps {
  readonly experiment: Experiment
  readonly choices: readonly ModelChoice[]
}

function Models({ experiment, choices }: ModelsProps) {
  const app = useApp()
  const settings = useAppState((state) => state.settings)
  const busy = useAppState((state) => state.runs.busy)
  return (
    <ModelChips
      choices={choices}
      isSingle={experiment.models.single}
      isCrowded={choices.length > ROOMY}
      disabled={busy}
      onChange={(ids) => change(app, { models: { ...settings.models, [experiment.id]: ids } })}
    />
  )
}
