import type { Experiment, Model, NumberParameter, Parameter, Settings as Params } from '../../contract/experiment.ts'
import { isCommonSetting, type CommonSetting } from '../../contract/limits.ts'
import { formatIn, UNIT_SPACE } from '../../contract/text.ts'
import type { Settings } from './store.ts'

/** Whether a parameter can be changed: one whose limits are equal is fixed. */
const isOffered = (parameter: Parameter) => !isNumber(parameter) || parameter.min < parameter.max

const isNumber = (parameter: Parameter): parameter is NumberParameter => 'max' in parameter

export function commonParameter(experiments: readonly Experiment[], id: CommonSetting): NumberParameter | undefined {
  const found = experiments[0]?.parameters.find((parameter) => parameter.id === id)
  return found === undefined || !isNumber(found) || !isOffered(found) ? undefined : found
}

/** Chosen value or default, within the experiment's own limits, which may differ from those where it was chosen. */
export function commonValue({ id, min, max, ...parameter }: NumberParameter, settings: Settings): number {
  const chosen = isCommonSetting(id) ? settings[id] : undefined
  return Math.min(Math.max(chosen ?? parameter.default, min), max)
}

/** Parameters of experiments and of the models chosen for them, without duplicates. */
export function ownParameters(
  experiments: readonly Pick<Experiment, 'parameters'>[],
  models: readonly Pick<Model, 'settings'>[] = [],
): readonly Parameter[] {
  const all = [
    ...experiments.flatMap(({ parameters }) => parameters),
    ...models.flatMap(({ settings = [] }) => settings),
  ]
  const offered = all.filter((parameter) => !isCommonSetting(parameter.id) && isOffered(parameter))
  return offered.filter(({ id }, i) => offered.findIndex((other) => other.id === id) === i)
}

/** Values with one of them set; a default is stored as no value. */
export function withParam(params: Params, parameter: Parameter, value: number | string): Params {
  const { [parameter.id]: _, ...others } = params
  return value === parameter.default ? others : { ...others, [parameter.id]: value }
}

/** Values of these parameters: one that was set for a model that is no longer chosen stays behind. */
export function paramsOf(params: Params, parameters: readonly Parameter[]): Params {
  return Object.fromEntries(Object.entries(params).filter(([name]) => parameters.some(({ id }) => id === name)))
}

/** Number that was typed, or a sentence that says what would be valid. */
export function readNumber(
  { label, unit, kind, min, max }: Pick<NumberParameter, 'label' | 'unit' | 'kind' | 'min' | 'max'>,
  text: string,
): number | string {
  const number = Number(text.trim().replace(',', '.'))
  const right = `${label}: ${kind === 'integer' ? 'a whole number' : 'a number'} from ${numberIn(unit, min)} to ${numberIn(unit, max)}.`
  if (text.trim() === '' || !Number.isFinite(number) || number < min || number > max) return right
  return kind === 'integer' && !Number.isInteger(number) ? right : number
}

/** Number in the form in which it is typed, with its unit: "0.01 ms". */
export function numberIn(unit: string, value: number): string {
  if (unit === '' || unit === 'x' || unit === '1/s' || unit === 'share') return formatIn(unit, value)
  return `${value}${UNIT_SPACE}${unit}`
}
