/** Sentences on a run of the user's function, the same on the page, in the terminal and in exports. */
import type { Agreement, Inputs, Inspection, Sweep, UserFunction } from './function.ts'
import type { FunctionRun, Run } from './run.ts'
import { allOf, formatCount, formatSeconds, formatShare } from './text.ts'

/** "report.py" */
export function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1)!
}

/** "work() of report.py" */
export function functionText({ name, file }: Pick<UserFunction, 'name' | 'file'>): string {
  return `${name}() of ${fileName(file)}`
}

/** "1,000 items (ITEMS of report.py)" */
export function inputsText({ count, source }: Inputs): string {
  return `${formatCount(count)} ${count === 1 ? 'item' : 'items'} (${source})`
}

/** "CPython 3.13.0 (the project's .venv), 2 workers, 3 repeats of each model" */
export function settingText({ plan, runtime }: Pick<Run, 'plan' | 'runtime'>): string {
  const reason = plan.function?.runtimeReason
  const start = plan.params['start-method']
  return [
    reason === undefined ? runtime.label : `${runtime.label} (${reason})`,
    `${plan.workers} ${plan.workers === 1 ? 'worker' : 'workers'}`,
    plan.repeat === 1 ? 'no repeats' : `${plan.repeat} repeats of each model`,
    ...(start === undefined || start === 'default' ? [] : [`start method ${start}`]),
  ].join(', ')
}

/** "sequential, thread pool": labels of the variants; between semicolons where one has a comma. */
export function variantsText({ plan }: Labels): string {
  const labels = plan.variants.map(({ label }) => label)
  return labels.join(labels.some((label) => label.includes(',')) ? '; ' : ', ')
}

/** What the look at the function before the run found, a sentence each, without those in `said`: a trial's failure may be one. */
export function inspectionSentences(
  { importSeconds, itemSeconds, called, notPicklable, remarks }: Inspection,
  said: readonly string[] = [],
): string[] {
  const items = called === 1 ? 'the first one' : `median of the first ${formatCount(called)}`
  const times = `Its file is imported in ${formatSeconds(importSeconds)}; an item takes about ${formatSeconds(itemSeconds)} (${items}).`
  const sentences = [times, ...(notPicklable === undefined ? [] : [notPicklable]), ...remarks]
  return sentences.filter((sentence) => !said.includes(sentence))
}

/** "This machine gives today: pure waiting 8.00 of 8, pure counting 1.88 of 8 workers at the same time, on 2 cores.": how many workers' work got done at once. */
export function controlsText({ controls, environments }: Pick<FunctionRun, 'controls' | 'environments'>): string {
  if (controls.length === 0) return 'No controls were measured.'
  const [{ usableCores }] = environments
  const parts = controls.map(({ label, parallel, workers }) => `${label} ${parallel.toFixed(2)} of ${workers}`)
  const cores = `${usableCores} ${usableCores === 1 ? 'core' : 'cores'}`
  return `This machine gives today: ${parts.join(', ')} workers at the same time, on ${cores}.`
}

type Labels = Pick<Run, 'plan'>

function labelOf({ plan }: Labels, variant: string): string {
  return plan.variants.find(({ id }) => id === variant)?.label ?? variant
}

/** Variants without a result and why, in the plan's order. */
export function failuresOf({ plan, results }: Pick<Run, 'plan' | 'results'>): { label: string; text: string }[] {
  return plan.variants.flatMap(({ id, label }) => {
    const trials = results.filter(({ variant }) => variant === id)
    const failed = trials.find((trial) => trial.failed !== undefined)
    if (failed === undefined) return []
    const others = trials.length - trials.filter((trial) => trial.failed !== undefined).length
    const when = others === 0 ? '' : ` (repeat ${failed.repeat}; ${others} did not fail)`
    return [{ label: `${label}${when}`, text: failed.failed! }]
  })
}

/** Whether all models return the same, and where they do not, the first item that differs. */
export function agreementSentences(run: Labels, agreement: Agreement): string[] {
  const { equal, compared, tolerance, differs, notCompared, unstable } = agreement
  const count = `${formatCount(compared)} ${compared === 1 ? 'item' : 'items'}`
  const within = tolerance === undefined ? '' : `, floats within a relative tolerance of ${tolerance}`
  const whole =
    compared === 0
      ? []
      : [
          equal
            ? `All models return the same for ${count}${within}.`
            : `Models disagree: ${count} were compared in each${within}.`,
        ]
  return [
    ...whole,
    ...differs.map(({ variant, items, how, first }) => {
      const label = labelOf(run, variant)
      const shown = `the first is item ${first.item}: ${first.expected} in the loop, ${first.got} in ${label}`
      if (how === 'value') return `${label}: ${formatCount(items)} of ${count} differ; ${shown}.`
      const kind = how === 'order' ? 'have the same content in another order' : 'are equal within the tolerance only'
      return `${label}: ${formatCount(items)} of ${count} ${kind}; ${shown}.`
    }),
    ...(unstable === undefined ? [] : [unstable]),
    ...(notCompared === undefined ? [] : [notCompared]),
  ]
}

/** "process pool: 4.10 s with 1, 2.13 s with 2 workers; serial part about 3 % (1 to 6 %), an estimate." */
export function sweepSentence(run: Labels, { model, points, serialShare }: Sweep): string {
  const label = run.plan.variants.find((variant) => variant.model === model)?.label ?? model
  const times = points.map(({ workers, median }) => `${formatSeconds(median)} with ${workers}`)
  const last = points.at(-1)?.workers === 1 ? 'worker' : 'workers'
  const serial =
    'missing' in serialShare
      ? serialShare.missing
      : `Serial part about ${formatShare(serialShare.value)} (${formatShare(serialShare.min)} to ${formatShare(serialShare.max)}), an estimate by Amdahl's law.`
  return `${label}: ${allOf(times)} ${last}. ${serial}`
}

/** "1 to 43 %" of a range of shares, one number where both round to it. */
export function shareRange({ least, most }: { readonly least: number; readonly most: number }): string {
  const [from, to] = [formatShare(least), formatShare(most)]
  return from === to ? to : `${Math.round(least * 100)}…${to}`
}
