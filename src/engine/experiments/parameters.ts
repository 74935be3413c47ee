import type { ChoiceParameter, NumberParameter, Parameter } from '../../contract/experiment.ts'
import { LIMITS } from '../../contract/limits.ts'

type Limits = Partial<Pick<NumberParameter, 'label' | 'default' | 'min' | 'max' | 'presets' | 'hint'>>

/** The settings that every experiment has, in its own limits; one whose limits meet is fixed. */
export function commonParameters(
  overrides: { readonly workers?: Limits; readonly seconds?: Limits; readonly repeat?: Limits } = {},
): Parameter[] {
  return [
    {
      id: 'workers',
      label: 'Workers',
      unit: '',
      kind: 'integer',
      ...LIMITS.workers,
      ...overrides.workers,
    },
    {
      id: 'seconds',
      label: 'Size',
      unit: 's',
      kind: 'number',
      ...LIMITS.seconds,
      presets: [{ value: 0.5 }, { value: 1 }, { value: 2 }, { value: 5 }],
      ...overrides.seconds,
    },
    {
      id: 'repeat',
      label: 'Repeats',
      unit: '',
      kind: 'integer',
      ...LIMITS.repeat,
      ...overrides.repeat,
    },
  ]
}

/** Limits of a parameter that the experiment fixes. */
export function fixed(value: number): Limits {
  return { default: value, min: value, max: value, presets: undefined }
}

/** Start method, for experiments that start processes. The planner passes it to every variant that names none. */
export const START_METHOD: ChoiceParameter = {
  id: 'start-method',
  label: 'Start method',
  hint: 'How multiprocessing starts a process: a copy of the parent, a copy of a clean server, or a new interpreter.',
  kind: 'choice',
  default: 'default',
  choices: [
    { id: 'default', label: "the interpreter's default" },
    { id: 'fork', label: 'fork' },
    { id: 'forkserver', label: 'forkserver' },
    { id: 'spawn', label: 'spawn' },
  ],
}

/** Number of a parameter. @throws Error if the experiment has no such number */
export function numberOf(params: Readonly<Record<string, number | string>>, id: string): number {
  const value = params[id]
  if (typeof value === 'number') return value
  throw new Error(`The plan has no number "${id}".`)
}
