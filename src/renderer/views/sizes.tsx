import { useShallow } from 'zustand/shallow'
import type { NumberParameter } from '../../contract/experiment.ts'
import { UNIT_SPACE } from '../../contract/text.ts'
import { change } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { COMMON_SETTINGS, type CommonSetting } from '../../contract/limits.ts'
import { commonParameter, commonValue } from '../state/parameters.ts'
import { selectedExperiments } from '../state/store.ts'

/** Workers, size and repeats of the next run; what an experiment fixes is not offered. */
export function Sizes() {
  const app = useApp()
  const experiments = useAppState(useShallow(selectedExperiments))
  const settings = useAppState((state) => state.settings)
  const busy = useAppState((state) => state.runs.busy)
  const field = (id: CommonSetting) => {
    const parameter = commonParameter(experiments, id)
    if (parameter === undefined) return undefined
    return {
      parameter,
      value: commonValue(parameter, settings),
      onChange: (value: number) => change(app, { [id]: value }),
    }
  }
  const [workers, seconds, repeat] = COMMON_SETTINGS.map(field)
  return (
    <fieldset className="sizes" disabled={busy}>
      {workers && <Stepper {...workers} />}
      {seconds && <Choice label="Size" {...seconds} />}
      {repeat && <Choice label="Repeats" {...repeat} />}
    </fieldset>
  )
}

interface FieldProps {
  readonly parameter: NumberParameter
  readonly value: number
  readonly onChange: (value: number) => void
}

function Stepper({ parameter: { label, min, max }, value, onChange }: FieldProps) {
  const set = (next: number) => {
    if (Number.isInteger(next)) onChange(Math.min(Math.max(next, min), max))
  }
  return (
    <label className="field">
      <span>{label}</span>
      <span className="stepper">
        <button type="button" aria-label={`Fewer: ${label}`} disabled={value <= min} onClick={() => set(value - 1)}>
          −
        </button>
        <input
          type="text"
          inputMode="numeric"
          aria-label={label}
          value={value}
          onChange={({ target }) => set(Number(target.value || min))}
          onKeyDown={({ key }) => {
            if (key === 'ArrowUp') set(value + 1)
            if (key === 'ArrowDown') set(value - 1)
          }}
        />
        <button type="button" aria-label={`More: ${label}`} disabled={value >= max} onClick={() => set(value + 1)}>
          +
        </button>
      </span>
    </label>
  )
}

function Choice({ label, parameter, value, onChange }: FieldProps & { readonly label: string }) {
  const { presets = [], unit, min, max } = parameter
  const offered = presets.length > 0 ? presets : [1, 2, 3, 5, 10].map((each) => ({ value: each, note: undefined }))
  const fitting = offered.filter((preset) => preset.value >= min && preset.value <= max)
  const all = fitting.some((preset) => preset.value === value) ? fitting : [...fitting, { value, note: undefined }]
  return (
    <label className="field">
      <span>{label}</span>
      <select aria-label={label} value={value} onChange={({ target }) => onChange(Number(target.value))}>
        {all
          .toSorted((a, b) => a.value - b.value)
          .map((preset) => (
            <option key={preset.value} value={preset.value}>
              {preset.value}
              {unit === '' ? '' : `${UNIT_SPACE}${unit}`}
              {preset.note === undefined ? '' : ` · ${preset.note}`}
            </option>
          ))}
      </select>
    </label>
  )
}
