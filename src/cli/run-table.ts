import { describeLoad } from '../contract/load.ts'
import type { ModelSummary, Run } from '../contract/run.ts'
import { formatFactor, formatSeconds, formatShare, formatTenths } from '../contract/text.ts'
import { table } from './io.ts'
import { hostSentences } from '../contract/host-rows.ts'
import { workerLabel } from '../contract/task-ref.ts'

const HEADINGS = [
  'EXPERIMENT',
  'VARIANT',
  'WALL',
  'SPREAD',
  'SPEED-UP',
  'CPU',
  'CORES BUSY',
  'START-UP',
  'RAN ON pid/tid',
]
const RIGHT = [2, 3, 4, 5, 6, 7]
const MAX_WORKERS = 8

/** Text for the terminal: a table of all models, then each run's settings and verdict. */
export function describeRuns(runs: readonly Run[]): string {
  const rows = runs.flatMap((run) => run.summary.flatMap((summary) => modelRows(run, summary)))
  return [table([HEADINGS, ...rows], RIGHT), ...runs.map(describeVerdict)].join('\n')
}

/** One row; the workers after the first are on lines of their own. */
function modelRows(run: Run, summary: ModelSummary): string[][] {
  const [first = '', ...others] = whoRan(run, summary)
  const blank = HEADINGS.slice(1).map(() => '')
  return [
    [
      run.experiment,
      summary.variant,
      formatSeconds(summary.median),
      formatShare(summary.trials > 1 ? summary.spread : undefined),
      formatFactor(summary.speedup),
      formatSeconds(summary.cpuMedian),
      formatTenths(summary.effectiveParallelism),
      formatSeconds(summary.workerStartMedian),
      first,
    ],
    ...others.map((worker) => blank.concat(worker)),
  ]
}

/** The workers of the model's first repeat, or why it has none. */
function whoRan({ results }: Run, { variant, missing }: ModelSummary): string[] {
  const workers = results.find((result) => result.variant === variant)?.workers ?? []
  const names = [...new Set(workers.map((worker) => `${worker.name} ${workerLabel(worker)}`))]
  if (missing !== undefined) names.unshift(missing)
  if (names.length <= MAX_WORKERS) return names
  return [...names.slice(0, MAX_WORKERS - 1), `and ${names.length - MAX_WORKERS + 1} more`]
}

function describeVerdict(run: Run): string {
  const { title, runtime, plan, environments, verdict, failure, id } = run
  const [environment] = environments
  const size = `workers ${plan.workers}, seconds ${plan.seconds}, repeat ${plan.repeat}`
  const reasons = verdict.reasons.map((reason) => `Noisy: ${reason}\n`).join('')
  const load = 'missing' in environment.load ? '' : `${describeLoad(environment.load)}\n`
  const hosts = hostSentences(run)
    .map((sentence) => `${sentence}\n`)
    .join('')
  const failed = failure === undefined ? '' : `${failure.message}\n`
  const published = verdict.published === undefined ? '' : ` ${verdict.published}`
  return `${title} (${runtime.label}, ${size}; ${id})\n${verdict.text}${published}\n${reasons}${load}${hosts}${failed}`
}
