import type { Experiment } from '../../contract/experiment.ts'
import { Info, Tip } from '../components/tip.tsx'
import { placeBet } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import type { ShownRun } from '../state/runs.ts'
import text from '../components/text.module.css'
import chips from '../components/chip.module.css'
import styles from './bet.module.css'

/** Splits a bet's label at the first colon into its name and its reason. */
function parts(label: string): readonly [name: string, reason: string] {
  const [name = label, ...reason] = label.split(':')
  return [name, reason.join(':')]
}

const labelOf = ({ bet }: Experiment, id: string) => bet.choices.find((choice) => choice.id === id)?.label ?? id

/** The bet before and during a run. Pressing a choice again takes it back. */
export function Bet({ experiment, run }: { readonly experiment: Experiment; readonly run: ShownRun | undefined }) {
  const app = useApp()
  const { bet, id } = experiment
  const locked = useAppState((state) => state.runs.busy)
  const isOn = run !== undefined && run.record === undefined
  const placed = useAppState(({ settings }) => (isOn ? run.plan.bet : settings.bets[id]))
  const takeBack = (choice: string) => {
    if (placed === choice) placeBet(app, id, undefined)
  }
  return (
    <fieldset className={styles.bet} disabled={locked} role="radiogroup" aria-label={bet.question}>
      <p className={`${text.sentence} ${styles.question}`}>{bet.question}</p>
      <div className={chips.chips}>
        {bet.choices.map((choice) => {
          const [name, reason] = parts(choice.label)
          const chip = (
            <label key={choice.id} className={`${chips.chip} ${styles.choice}`}>
              <input
                type="radio"
                className={text.over}
                name={`bet-${id}`}
                aria-label={choice.label}
                checked={placed === choice.id}
                onChange={() => placeBet(app, id, choice.id)}
                onClick={() => takeBack(choice.id)}
                onKeyDown={(event) => {
                  if (event.key !== ' ' || placed !== choice.id) return
                  event.preventDefault()
                  takeBack(choice.id)
                }}
              />
              {name}
              {reason !== '' && <small>{reason}</small>}
            </label>
          )
          return reason === '' ? (
            chip
          ) : (
            <Tip key={choice.id} text={choice.label}>
              {chip}
            </Tip>
          )
        })}
      </div>
    </fieldset>
  )
}

/** How the bet of a run that has ended came out: in words, with a mark for a quick look. */
export function BetResult({ experiment, run }: { readonly experiment: Experiment; readonly run: ShownRun }) {
  const { bet } = run.plan
  const outcome = run.record?.verdict.outcome
  if (bet === undefined) return undefined
  const won = outcome === bet
  const result = outcome === undefined ? 'undecided' : won ? 'right' : 'wrong'
  const truth = outcome === undefined || won ? '' : ` The answer: ${labelOf(experiment, outcome)}.`
  return (
    <Info className={`${styles.result} ${styles[result]}`} text={`Your bet: ${labelOf(experiment, bet)}.${truth}`}>
      <span className={text.ellipsis}>
        <span className={styles.said}>you said </span>“{parts(labelOf(experiment, bet))[0]}”
      </span>
      <b>{result}</b>
    </Info>
  )
}
