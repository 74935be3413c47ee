import { useId, useState } from 'react'
import type { ChoiceParameter, NumberParameter, TextParameter } from '../../contract/experiment.ts'
import { resetParams, setParam } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { numberIn, ownParameters, readNumber } from '../state/parameters.ts'
import { chosenModels, selectedExperiments } from '../state/store.ts'
import { useShallow } from 'zustand/shallow'
import { Popover } from '../components/popover.tsx'
import buttons from '../components/button.module.css'
import chips from '../components/chip.module.css'
import styles from './settings.module.css'

/** The selected experiment's own parameters and those of the chosen models, where there are some. */
export function SettingsButton() {
  const app = useApp()
  const id = useAppState(({ selected }) => selected) ?? ''
  const models = useAppState(useShallow((state) => chosenModels(state, state.selected ?? '')))
  const parameters = ownParameters(useAppState(useShallow(selectedExperiments)), models)
  const params = useAppState(({ settings }) => settings.params[id]) ?? {}
  const busy = useAppState((state) => state.runs.busy)
  if (parameters.length === 0) return undefined
  const changed = Object.keys(params).length
  return (
    <Popover label="Settings" button={changed === 0 ? 'Settings' : `Settings · ${changed} changed`} disabled={busy}>
      <div className={styles.settings}>
        {parameters.map((parameter) => {
          const onSet = (value: number | string) => setParam(app, id, parameter, value)
          const value = params[parameter.id] ?? parameter.default
          const key = `${id} ${parameter.id}`
          if (parameter.kind === 'choice')
            return <ChoiceField key={key} parameter={parameter} value={String(value)} onSet={onSet} />
          if (parameter.kind === 'text')
            return <TextField key={key} parameter={parameter} value={String(value)} onSet={onSet} />
          return <NumberField key={key} parameter={parameter} value={Number(value)} onSet={onSet} />
        })}
        <button type="button" className={buttons.small} disabled={changed === 0} onClick={() => resetParams(app, id)}>
          Reset to defaults
        </button>
      </div>
    </Popover>
  )
}

interface FieldProps<P, V> {
  readonly parameter: P
  readonly value: V
  readonly onSet: (value: V) => void
}

function ChoiceField({ parameter: { label, hint, choices }, value, onSet }: FieldProps<ChoiceParameter, string>) {
  const note = useId()
  return (
    <div className={styles.setting}>
      <label>
        <span className={styles.name}>{label}</span>
        <select value={value} aria-describedby={note} onChange={({ target }) => onSet(target.value)}>
          {choices.map((choice) => (
            <option key={choice.id} value={choice.id}>
              {choice.label}
            </option>
          ))}
        </select>
      </label>
      <p id={note} className={styles.hint}>
        {hint}
      </p>
    </div>
  )
}

/** What is typed counts; where nothing is, the default does. */
function TextField({ parameter, value, onSet }: FieldProps<TextParameter, string>) {
  const { label, hint, default: usual } = parameter
  const note = useId()
  return (
    <div className={styles.setting}>
      <label>
        <span className={styles.name}>{label}</span>
        <input
          type="text"
          className={styles.text}
          aria-describedby={note}
          placeholder={usual}
          value={value === usual ? '' : value}
          onChange={({ target }) => onSet(target.value.trim() || usual)}
        />
      </label>
      <p id={note} className={styles.hint}>
        {hint}
      </p>
    </div>
  )
}

/** What is typed counts as soon as it is a number within the limits. */
function NumberField({ parameter, value, onSet }: FieldProps<NumberParameter, number>) {
  const { label, hint, unit, min, max, presets = [] } = parameter
  const note = useId()
  const [draft, setDraft] = useState<string>()
  const read = draft === undefined ? value : readNumber(parameter, draft)
  const type = (text: string) => {
    setDraft(text)
    const number = readNumber(parameter, text)
    if (typeof number === 'number') onSet(number)
  }
  const pick = (number: number) => {
    setDraft(undefined)
    onSet(number)
  }
  return (
    <div className={styles.setting}>
      <label>
        <span className={styles.name}>{label}</span>
        <input
          type="text"
          inputMode="decimal"
          aria-describedby={note}
          aria-invalid={typeof read === 'string'}
          value={draft ?? String(value)}
          onChange={({ target }) => type(target.value)}
          onBlur={() => {
            if (typeof read === 'number') setDraft(undefined)
          }}
        />
        <span className={styles.unit}>{unit === 'x' ? '×' : unit}</span>
      </label>
      {presets.length > 0 && (
        <fieldset className={`${chips.chips} ${styles.presets}`} aria-label={`${label}, suggested values`}>
          {presets.map((preset) => (
            <button
              key={preset.value}
              type="button"
              className={chips.chip}
              aria-pressed={preset.value === read}
              onClick={() => pick(preset.value)}
            >
              {numberIn(unit, preset.value)}
              {preset.note !== undefined && <small>{preset.note}</small>}
            </button>
          ))}
        </fieldset>
      )}
      {typeof read === 'string' ? (
        <p id={note} className={styles.hint} role="alert">
          {read} The current value stays {numberIn(unit, value)}.
        </p>
      ) : (
        <p id={note} className={styles.hint}>
          {hint} {numberIn(unit, min)} to {numberIn(unit, max)}.
        </p>
      )}
    </div>
  )
}
