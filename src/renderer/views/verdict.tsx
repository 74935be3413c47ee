import { useState, type ReactNode } from 'react'
import type { Experiment } from '../../contract/experiment.ts'
import type { Run } from '../../contract/run.ts'
import { useApp, useAppState } from '../state/app.ts'
import { showPlace } from '../state/history-actions.ts'
import type { ShownRun } from '../state/runs.ts'
import { selectedExperiments, selectedSuite } from '../state/store.ts'
import { useShallow } from 'zustand/shallow'
import { Bet, BetResult } from './bet.tsx'
import { CoreUse } from './core-use.tsx'
import { Hosts } from './hosts.tsx'
import { Whole } from '../components/tip.tsx'
import { Popover } from '../components/popover.tsx'
import { Explained } from './terms.tsx'
import { emphasised } from './emphasised.tsx'
import buttons from '../components/button.module.css'
import text from '../components/text.module.css'
import panel from '../components/panel.module.css'
import styles from './verdict.module.css'

/** The bet before a run and the verdict after it, for several experiments side by side. */
export function Verdicts({ shown }: { readonly shown: readonly ShownRun[] }) {
  const experiments = useAppState(useShallow(selectedExperiments))
  const suite = useAppState(selectedSuite)
  return (
    <section className={`${panel.panel} ${styles.verdict}`} data-panel="verdict" aria-label="Verdict">
      {experiments.map((experiment) => {
        const run = shown.find(({ plan }) => plan.experiment === experiment.id)
        const heading = suite === undefined ? 'Verdict' : experiment.name
        return <Verdict key={`${experiment.id} ${run?.runId}`} experiment={experiment} run={run} heading={heading} />
      })}
    </section>
  )
}

interface Props {
  readonly experiment: Experiment
  readonly run: ShownRun | undefined
  readonly heading: string
}

function Verdict({ experiment, run, heading }: Props) {
  const [again, setAgain] = useState(false)
  const canBet = useAppState(({ opened, runs }) => opened === undefined && !runs.busy)
  const record = run?.record
  const betting = record === undefined || (again && canBet)
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <article tabIndex={0} aria-label={`Verdict: ${experiment.name}`}>
      <div className={styles.head}>
        <h2>{heading}</h2>
        {betting ? <Hint experiment={experiment} run={run} /> : <BetResult experiment={experiment} run={run!} />}
        {record !== undefined && (
          <span className={panel.tools}>
            {canBet && (
              <button type="button" className={`${buttons.small} ${buttons.quiet}`} onClick={() => setAgain(!again)}>
                {again ? 'Verdict' : 'Bet again'}
              </button>
            )}
            {record.verdict.noisy && <Noise record={record} />}
            <CoreUse load={record.environments[0].load} />
            <Hosts record={record} />
            <Lesson experiment={experiment} record={record} />
          </span>
        )}
      </div>
      <div aria-live="polite">{record !== undefined && !betting && <Words record={record} />}</div>
      {betting && <Bet experiment={experiment} run={run} />}
    </article>
  )
}

function Hint({ experiment, run }: Omit<Props, 'heading'>) {
  const busy = useAppState((state) => state.runs.busy)
  const placed = useAppState(({ settings }) => settings.bets[experiment.id] !== undefined)
  const isOn = run !== undefined && run.record === undefined
  const idle = placed ? 'your bet is placed' : 'place a bet, or just run'
  return <span className={`${text.faint} ${text.ellipsis}`}>{isOn ? 'running' : busy ? 'queued' : idle}</span>
}

function Words({ record: { verdict, failure, status } }: { readonly record: Run }) {
  return (
    <>
      {failure !== undefined && (
        <Whole text={failure.message}>
          <p className={styles.failure}>
            <b>{status === 'stopped' ? 'Stopped' : 'Failed'}:</b> {failure.message}
          </p>
        </Whole>
      )}
      <p className={text.sentence} data-testid="sentence">
        {emphasised(verdict.text)}
      </p>
      {verdict.published !== undefined && <p className={styles.published}>{verdict.published}</p>}
      {verdict.noisy && <p className={text.hidden}>Noisy: {verdict.reasons.join(' ')}</p>}
    </>
  )
}

function Noise({ record: { verdict } }: { readonly record: Run }) {
  return (
    <Popover label="Why this run is noisy" button="noisy" className={buttons.noisy}>
      <h3>What disturbed this run</h3>
      <ul>
        {verdict.reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
    </Popover>
  )
}

function Lesson({ experiment: { name, lesson }, record }: { readonly experiment: Experiment; readonly record: Run }) {
  const app = useApp()
  const { published } = record.verdict
  return (
    <Popover label={`Why: ${name}`} button="Why?">
      <Explained>
        {(explain) => (
          <>
            <Part title="Why">{explain(lesson.why)}</Part>
            <Part title="Next">{explain(lesson.next)}</Part>
            <p>
              <button type="button" className={buttons.small} onClick={() => showPlace(app, 'program')}>
                See whether your program does this
              </button>
            </p>
            {published !== undefined && <Part title="Published">{published}</Part>}
            <Part title="Source">{lesson.source}</Part>
          </>
        )}
      </Explained>
    </Popover>
  )
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <>
      <h3>{title}</h3>
      <p>{children}</p>
    </>
  )
}
