import { useShallow } from 'zustand/shallow'
import type { NumberParameter } from '../../contract/experiment.ts'
import { COMMON_SETTINGS, type CommonSetting } from '../../contract/limits.ts'
import { UNIT_SPACE } from '../../contract/text.ts'
import { Labelled } from '../components/labelled.tsx'
import { NumberField } from '../components/number-field.tsx'
import { change } from '../state/actions.ts'
import { useApp, useAppState } from '../state/app.ts'
import { commonParameter, commonValue } from '../state/parameters.ts'
import { selectedExperiments } from '../state/store.ts'
import styles from './header.module.css'

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
    <fieldset className={styles.sizes} disabled={busy}>
      {workers && (
        <Labelled label={workers.parameter.label}>
          <NumberField
            label={workers.parameter.label}
            min={workers.parameter.min}
            max={workers.parameter.max}
            value={workers.value}
            disabled={busy}
            onChange={workers.onChange}
          />
        </Labelled>
      )}
      {seconds && <Choice label="Size" {...seconds} />}
      {repeat && <Choice label="Repeats" {...repeat} />}
    </fieldset>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly parameter: NumberParameter
  readonly value: number
  readonly onChange: (value: number) => void
}

function Choice({ label, parameter, value, onChange }: ChoiceProps) {
  const { presets = [], unit, min, max } = parameter
  const offered = presets.length > 0 ? presets : [1, 2, 3, 5, 10].map((number) => ({ value: number, note: undefined }))
  const fitting = offered.filter((preset) => preset.value >= min && preset.value <= max)
  const all = fitting.some((preset) => preset.value === value) ? fitting : [...fitting, { value, note: undefined }]
  return (
    <Labelled label={label}>
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
    </Labelled>
  )
}
