import type { Experiment } from '../../contract/experiment.ts'
import { useAppState } from '../state/app.ts'
import type { ShownRun } from '../state/runs.ts'
import { selectedExperiments, selectedSuite } from '../state/store.ts'
import { useShallow } from 'zustand/shallow'

/** What came out, in words made from the numbers; for several experiments side by side. */
export function Verdicts({ shown }: { readonly shown: readonly ShownRun[] }) {
  const experiments = useAppState(useShallow(selectedExperiments))
  const suite = useAppState(selectedSuite)
  return (
    <section className="panel verdict" aria-label="Verdict">
      {experiments.map((experiment) => {
        const run = shown.find(({ plan }) => plan.experiment === experiment.id)
        return <Verdict key={experiment.id} experiment={experiment} run={run} short={suite !== undefined} />
      })}
    </section>
  )
}

interface Props {
  readonly experiment: Experiment
  readonly run: ShownRun | undefined
  readonly short: boolean
}

function Verdict({ experiment, run, short }: Props) {
  const record = run?.record
  const { lesson } = experiment
  return (
    <>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <article aria-live="polite" tabIndex={0}>
        <h2>Verdict{short && ` · ${experiment.name}`}</h2>
        {record === undefined ? (
          <p className="awaiting">
            {run === undefined ? experiment.question : 'Running. The sentence comes from the numbers.'}
          </p>
        ) : (
          <>
            <p className="sentence">{emphasised(record.verdict.text)}</p>
            {record.failure !== undefined && <p className="failure">{failureText(record)}</p>}
            <p className="marks">
              <BetResult experiment={experiment} run={run!} />
              {record.verdict.noisy && (
                <span className="noisy" title={record.verdict.reasons.join(' ')}>
                  <b>noisy</b> {record.verdict.reasons.join(' ')}
                </span>
              )}
            </p>
          </>
        )}
      </article>
      {!short && (
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
        <aside tabIndex={0}>
          <h2>Why</h2>
          {record === undefined ? undefined : <p>{lesson.why}</p>}
          {record === undefined ? undefined : (
            <p>
              <b>Next:</b> {lesson.next}
            </p>
          )}
          <p className="source">{lesson.source}</p>
        </aside>
      )}
    </>
  )
}

function failureText({ status, failure }: NonNullable<ShownRun['record']>): string {
  return status === 'stopped' ? `Stopped: ${failure!.message}` : failure!.message
}

function BetResult({ experiment, run }: { readonly experiment: Experiment; readonly run: ShownRun }) {
  const { bet } = run.plan
  const outcome = run.record?.verdict.outcome
  const label = (id: string | undefined) => experiment.bet.choices.find((choice) => choice.id === id)?.label
  if (bet === undefined) return undefined
  const result =
    outcome === undefined
      ? 'the numbers do not decide it'
      : outcome === bet
        ? 'right'
        : `not so: ${label(outcome) ?? outcome}`
  return (
    <span className={outcome === bet ? 'won' : 'bet-result'}>
      You said <b>{label(bet) ?? bet}</b>: {result}.
    </span>
  )
}

/** The numbers of a sentence, in bold. */
function emphasised(text: string) {
  return text
    .split(/(\d[\d.,]*\s?(?:×|%|s\b|ms\b)?)/u)
    .map((part, i) => (i % 2 === 1 ? <b key={`${String(i)} ${part}`}>{part}</b> : part))
}
