import { Tip } from '../components/tip.tsx'
import type { ModelChoice } from '../state/store.ts'
import text from '../components/text.module.css'
import chips from '../components/chip.module.css'

interface Props {
  readonly choices: readonly ModelChoice[]
  /** Exactly one can be chosen. */
  readonly isSingle?: boolean | undefined
  /** What a model needs is shown on hover and to screen readers only. */
  readonly isCrowded?: boolean
  readonly disabled: boolean
  /** Ids of the models that are then chosen, in the order of the choices. */
  readonly onChange: (ids: readonly string[]) => void
}

/** Models as toggles, of which at least one is on. Those that cannot run here say what they need. */
export function ModelChips({ choices, isSingle = false, isCrowded = false, disabled, onChange }: Props) {
  const chosen = choices.filter((choice) => choice.chosen).map(({ model }) => model.id)
  const toggle = (id: string) => {
    const isChosen = (other: string) => (other === id ? !chosen.includes(id) : chosen.includes(other))
    onChange(isSingle ? [id] : choices.map(({ model }) => model.id).filter(isChosen))
  }
  return (
    <fieldset className={chips.chips} aria-label="Models" disabled={disabled}>
      {choices.map(({ model, chosen: on, needs }) => (
        <Tip key={model.id} text={needs === undefined ? model.description : `${model.description} Needs ${needs}`}>
          <button
            type="button"
            className={chips.chip}
            aria-pressed={on}
            aria-disabled={needs !== undefined || (on && chosen.length === 1)}
            onClick={() => {
              if (needs === undefined && !(on && chosen.length === 1)) toggle(model.id)
            }}
          >
            {model.label}
            {needs !== undefined && <small className={isCrowded ? text.hidden : undefined}>needs {needs}</small>}
          </button>
        </Tip>
      ))}
    </fieldset>
  )
}
