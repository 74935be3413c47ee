import type { Parameter } from '../../contract/experiment.ts'

/** What no experiment goes beyond. */
export const LIMITS = { maxWorkers: 64, maxSeconds: 60, maxRepeat: 20, maxRate: 100 }

/** The settings that every experiment has. `seconds` may offer sizes of its own, such as the published one. */
export function commonParameters(secondsPresets?: Parameter['presets']): Parameter[] {
  return [
    { id: 'workers', label: 'Workers', unit: '', kind: 'integer', default: 2, min: 1, max: LIMITS.maxWorkers },
    {
      id: 'seconds',
      label: 'Size',
      unit: 's',
      kind: 'number',
      default: 2,
      min: 0.05,
      max: LIMITS.maxSeconds,
      presets: secondsPresets ?? [{ value: 0.5 }, { value: 1 }, { value: 2 }, { value: 5 }],
    },
    { id: 'repeat', label: 'Repeats', unit: '', kind: 'integer', default: 3, min: 1, max: LIMITS.maxRepeat },
  ]
}
