import { allOf, oneOf } from '../../contract/text.ts'
import type { Grid, Measurement, Picture } from '../../contract/figure.ts'
import type { RunPlan, TrialResult, Variant, WorkerResult } from '../../contract/run.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { capital } from './judging.ts'
import { measure } from './measuring.ts'
import { firstOfKind, modelLabel, variantOf } from './orders.ts'
import { commonParameters } from './parameters.ts'

/** Index of the worker that dies; the same in the work. */
const VICTIM = 1

const WAYS = [
  { id: 'exception', label: 'exception', after: 'an exception', deed: 'raises an uncaught exception' },
  { id: 'exit', label: 'exit', after: 'an exit', deed: 'calls os._exit(3) or, in Node, process.exit(3)' },
  {
    id: 'segfault',
    label: 'segmentation fault',
    after: 'a segmentation fault',
    deed: 'reads address 0; in Node, sends itself the corresponding signal',
  },
  { id: 'kill', label: 'kill', after: 'SIGKILL', deed: 'sends itself SIGKILL' },
  {
    id: 'memory',
    label: 'out of memory',
    after: 'running out of memory',
    deed: 'allocates until it reaches its own limit, far below that of the machine',
  },
] as const

export const crash: ExperimentModule = {
  work: { id: 'crash', unit: 's', bound: 'io', mayLoseWorkers: true },
  variants,
  picture,
  judge,
  experiment: {
    id: 'crash',
    work: 'crash',
    group: 'Isolation and cost',
    name: 'Fault isolation',
    title: 'Fault isolation',
    task: 'keeps working, except the second, which dies halfway',
    question: 'One of several workers dies halfway through its work: which of the others go on?',
    bet: {
      question: 'One of three workers hits a segmentation fault. Which workers go on?',
      choices: [
        { id: 'processes', label: 'Other processes; threads die with it' },
        { id: 'all', label: 'All others: one worker, one crash' },
        { id: 'none', label: 'None: the program is gone' },
      ],
    },
    models: {
      default: ['thread', 'process', 'process-pool'],
      offered: { except: ['sequential', 'coroutine'] },
      locked: 'never',
    },
    parameters: [
      ...commonParameters({
        workers: { default: 3, min: 2, max: 8, hint: 'The second worker dies.' },
        seconds: {
          default: 0.4,
          min: 0.1,
          max: 5,
          presets: [{ value: 0.4 }, { value: 1 }, { value: 3 }],
          hint: 'How long the others keep working after the death.',
        },
        repeat: { default: 1 },
      }),
      {
        id: 'way',
        label: 'Ways to die',
        kind: 'choice',
        default: 'all',
        choices: [{ id: 'all', label: 'all of them' }, ...WAYS.map(({ id, label }) => ({ id, label }))],
      },
    ],
    published: [],
    lesson: {
      why:
        'An exception ends only the worker that raised it, wherever it runs; so does a failed allocation. A fault, a signal or an exit hits the process as a ' +
        'whole and takes all of its threads with it. Other processes have their own memory and go on. A process pool cannot know in what state a dead process left their shared queues, ' +
        'so it gives up all of its tasks.',
      next: "Try Node, where process.exit() in a worker thread ends only that thread. Then catch the pool's exception and consider what to do with the lost tasks.",
      source:
        'Browsers run pages in separate processes for this reason; concurrent.futures reports it as BrokenProcessPool.',
    },
  },
}

function variants({ models, workers, params }: ResolvedRequest): VariantSpec[] {
  return waysOf(params).flatMap(({ id, label }) =>
    models.map((model) =>
      variantOf(model, {
        id: `${id}-${model.id}`,
        label: `${model.label}: ${label}`,
        workers,
        params: { way: id },
        options: id === 'memory' ? { heapMegabytes: 32 } : undefined,
      }),
    ),
  )
}

function waysOf({ way = 'all' }: RunPlan['params']): readonly (typeof WAYS)[number][] {
  return WAYS.filter(({ id }) => way === 'all' || way === id)
}

function picture(evidence: Evidence): Picture {
  return { measurements: [survivorsOf(evidence)], figures: [whoSurvived(evidence)] }
}

function survivorsOf(evidence: Evidence): Measurement {
  const ways = waysOf(evidence.plan.params)
  return measure(
    evidence,
    { id: 'survivors', label: 'Other workers that finished', unit: '' },
    (trial) => (victimsFate(trial).dead ? othersOf(trial).length : undefined),
    ({ id, model }) => {
      const way = ways.find((candidate) => id === `${candidate.id}-${model}`)
      return way && { series: modelLabel(evidence.runtime, model), x: way.label }
    },
  )
}

/** The others that ended by themselves. */
function othersOf({ workers }: TrialResult): WorkerResult[] {
  return workers.filter(({ index, lost }) => index !== VICTIM && lost === undefined)
}

function victimsFate({ workers, died }: TrialResult): { readonly dead: boolean; readonly how: string } {
  const victim = workers.find(({ index }) => index === VICTIM)
  if (victim === undefined) return { dead: died !== undefined, how: died ?? 'never started' }
  if (victim.lost !== undefined) return { dead: true, how: died ?? victim.lost }
  const { needs } = victim.values
  return { dead: false, how: typeof needs === 'string' ? `needs ${needs}` : 'did not die' }
}

function whoSurvived(evidence: Evidence): Grid {
  const { plan } = evidence
  const models = [...new Set(plan.variants.map(({ model }) => model))]
  return {
    kind: 'grid',
    id: 'who-survived',
    title: 'Survivors',
    columns: ['one worker', ...models.map((model) => modelLabel(evidence.runtime, model))],
    rows: waysOf(plan.params).map(({ id, label }) => ({
      label,
      cells: models.map((model) => cell(evidence, `${id}-${model}`)),
    })),
  }
}

type Cell = Grid['rows'][number]['cells'][number]

/** Cell of the last repeat. */
function cell({ plan, results }: Evidence, variant: string): Cell {
  const trial = results.findLast((result) => result.variant === variant)
  const others = (plan.variants.find(({ id }) => id === variant)?.workers ?? 0) - 1
  if (trial === undefined) return { text: '–', tone: 'dim' }
  const { dead, how } = victimsFate(trial)
  const deed = WAYS.find(({ id }) => variant.startsWith(`${id}-`))?.deed
  if (!dead) return { text: how, tone: 'dim', title: deed }
  const alive = othersOf(trial).length
  const whole = trial.died === undefined ? '' : ' · the whole program died'
  return {
    text: `${alive} of ${others} others survived · victim: ${shortened(how)}${whole}`,
    tone: alive === others ? 'good' : 'bad',
    title: `The victim ${deed}: ${how}.`,
  }
}

function shortened(how: string): string {
  return how.length > 40 ? `${how.slice(0, 39)}…` : how
}

/** Fate of the other workers, by way to die and model. */
interface Case extends Pick<Variant, 'kind' | 'model'> {
  readonly label: string
  readonly way: (typeof WAYS)[number]
  /** How many of the others went on to their end: each number that a repeat gave. */
  readonly survivors: ReadonlySet<number>
  readonly others: number
}

function casesOf({ plan, results, runtime }: Evidence): Case[] {
  return waysOf(plan.params).flatMap((way) =>
    plan.variants.flatMap(({ id, model, kind, workers }): Case[] => {
      const trials = results.filter(
        (result) => result.variant === id && id === `${way.id}-${model}` && victimsFate(result).dead,
      )
      if (trials.length === 0) return []
      const survivors = new Set(trials.map((trial) => othersOf(trial).length))
      return [{ model, kind, label: modelLabel(runtime, model), way, survivors, others: workers - 1 }]
    }),
  )
}

function judge(evidence: Evidence): Judgement {
  const cases = casesOf(evidence)
  if (cases.length === 0) return { kind: 'incomplete', text: 'No worker died, so there is nothing to compare.' }
  const torn = cases.find(({ survivors }) => survivors.size > 1)
  if (torn !== undefined) {
    const counts = allOf([...torn.survivors].toSorted((a, b) => a - b).map(String))
    const text = `Too noisy to say: with ${torn.label}, after ${torn.way.after}, ${counts} others went on, depending on the repeat.`
    return { kind: 'too-noisy', text }
  }
  const models = [...new Set(cases.map(({ model }) => model))]
  const text = models.map((model) => sentence(cases.filter((item) => item.model === model))).join(' ')
  return { kind: kindOf(cases), text, outcome: outcomeOf(cases) }
}

const isShared = ({ survivors, others }: Case) => !survivors.has(others)

function sentence(cases: readonly Case[]): string {
  const ways = (some: readonly Case[]) => some.map(({ way }) => way.after)
  const [lost, saved] = [cases.filter(isShared), cases.filter((item) => !isShared(item))]
  const name = capital(cases[0]!.label)
  if (lost.length === 0) {
    return `${name}: the others went on ${saved.length > 1 ? 'each time' : `after ${ways(saved).join()}`}.`
  }
  const rest = saved.length === 0 ? '' : `; they went on after ${allOf(ways(saved))}`
  const who = lost.every(({ survivors }) => survivors.has(0)) ? 'none' : 'not all'
  return `${name}: ${who} of the others went on after ${oneOf(ways(lost))}${rest}.`
}

/** Kind of the verdict, by processes if they were measured. */
function kindOf(cases: readonly Case[]): string {
  if (!cases.some(isShared)) return 'all-isolated'
  const processes = cases.filter(({ kind }) => kind === 'process')
  if (processes.length === 0) return 'fate-shared'
  return processes.some(isShared) ? 'processes-share' : 'processes-isolate'
}

function outcomeOf(cases: readonly Case[]): string | undefined {
  const fatal = cases.filter(({ way }) => way.id === 'segfault')
  const [threads, processes] = [firstOfKind(fatal, 'thread'), firstOfKind(fatal, 'process')]
  if (threads === undefined || processes === undefined) return undefined
  if (isShared(processes)) return isShared(threads) ? 'none' : undefined
  return isShared(threads) ? 'processes' : 'all'
}
