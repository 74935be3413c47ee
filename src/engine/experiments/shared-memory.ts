import type { Model } from '../../contract/experiment.ts'
import type { Grid, Measurement, Picture } from '../../contract/figure.ts'
import type { ModelKind } from '../../contract/model.ts'
import type { TrialResult, Values, Variant, WorkerResult } from '../../contract/run.ts'
import { formatSeconds, shortName } from '../../contract/text.ts'
import { median } from '../../contract/statistics.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { capital } from './judging.ts'
import { chart, measure, valueOf } from './measuring.ts'
import { firstOfKind, variantOf } from './orders.ts'
import { commonParameters, START_METHOD } from './parameters.ts'

export const sharedMemory: ExperimentModule = {
  work: { id: 'shared-memory', unit: 's', bound: 'io' },
  variants,
  picture,
  judge,
  experiment: {
    id: 'shared-memory',
    work: 'shared-memory',
    group: 'Synchronisation',
    name: 'Shared memory',
    title: 'Shared memory',
    task: 'writes a value into its slot of a list, checks whether the values of the others appear, and returns',
    question: 'Several workers write into one list of the main program: which of the values become visible?',
    bet: {
      question: 'Threads write into a list of the main program, then processes do. What does it contain afterwards?',
      choices: [
        { id: 'both', label: 'What threads wrote and what processes wrote' },
        { id: 'threads', label: 'Only what threads wrote' },
        { id: 'none', label: 'Nothing of either' },
      ],
    },
    models: {
      default: ['thread', 'process', 'interpreter'],
      offered: { kinds: ['thread', 'process', 'interpreter'] },
      locked: 'never',
    },
    parameters: [
      ...commonParameters({
        workers: { min: 2, max: 8 },
        seconds: {
          label: 'Patience',
          hint: 'How long a worker waits for the values of the others.',
          default: 0.5,
          max: 5,
          presets: [{ value: 0.2 }, { value: 0.5 }, { value: 2 }],
        },
        repeat: { default: 2 },
      }),
      START_METHOD,
    ],
    published: [],
    lesson: {
      why:
        'Threads share the memory of their process, like people in one room: one list, at one address. A process, a sub-interpreter and a worker thread of Node have a room of their own and get a copy. What they ' +
        'change stays invisible to others, even if the copy has the same address. Shared memory must be requested; a manager is another process that keeps the list and receives every access.',
      next: 'Compare the start methods: after a fork the copy lies at the same address. Then look at the price of one update, and at a race: what is shared can be corrupted.',
      source:
        "The classic demonstration of a global variable in threads and in processes; Python's documentation of multiprocessing.",
    },
  },
}

/** Each model with a plain list; then what can be shared where nothing is shared by itself. */
function variants({ models, workers, runtime }: ResolvedRequest): VariantSpec[] {
  const isNode = runtime.kind === 'node'
  const order = (model: Model, store: string, label: string) =>
    variantOf(model, {
      id: `${model.id}-${store}`,
      label: `${model.label} + ${label}`,
      workers,
      params: { store },
    })
  const [threads, processes] = [firstOfKind(models, 'thread'), firstOfKind(models, 'process')]
  const shared = isNode
    ? [threads && order(threads, 'shared', 'SharedArrayBuffer')]
    : [processes && order(processes, 'shared', 'shared memory'), processes && order(processes, 'manager', 'manager')]
  const plain = models.map((model) => order(model, 'list', isNode ? 'array' : 'list'))
  return [...plain, ...shared.filter((spec) => spec !== undefined)]
}

const UPDATE = { id: 'update', label: 'Time per update', unit: 's' }
const VISIBLE = { id: 'visible', label: 'Values that the main program saw afterwards', unit: 'share' }

function picture(evidence: Evidence): Picture {
  const update = updates(evidence)
  const visible = measure(evidence, VISIBLE, visibleShare)
  const price = chart(update, {
    mark: 'bars',
    x: { label: 'where the value lives', unit: '', scale: 'category' },
    y: { scale: 'log' },
  })
  return { measurements: [visible, update], figures: [...whoSaw(evidence), price] }
}

/** One worker alone measures it, when it has seen what it could. */
function updates(evidence: Evidence): Measurement {
  return measure(evidence, UPDATE, ({ workers }) => {
    const told = workers.flatMap((worker) => valueOf(worker, 'updateSeconds') ?? [])
    return told.length === 0 ? undefined : median(told)
  })
}

function visibleShare({ workers, values }: TrialResult): number {
  return workers.filter((worker) => sees(values['after'], worker)).length / workers.length
}

/** Whether the value of `writer` is in its slot. */
function sees(found: unknown, writer: WorkerResult): boolean {
  return Array.isArray(found) && found[writer.index] === writer.values['wrote']
}

type Cell = Grid['rows'][number]['cells'][number]

/** Grids of the last repeat of each variant. */
function whoSaw({ plan, results }: Evidence): Grid[] {
  return plan.variants.flatMap(({ id, label }) => {
    const trial = results.findLast((result) => result.variant === id)
    if (trial === undefined) return []
    const columns = ['Worker', 'PID', 'List at', 'Wrote', 'Then saw']
    return [{ kind: 'grid', id: `seen-${id}`, title: capital(label), columns, rows: rowsOf(trial) }]
  })
}

function rowsOf({ workers, values, pid }: TrialResult): Grid['rows'] {
  const row = (label: string, id: number, wrote: unknown, told: Values, saw: unknown) => {
    const writing = typeof wrote === 'number' ? cell(String(wrote)) : dim('it only reads')
    return { label, cells: [cell(String(id)), address(told['object']), writing, seen(saw, workers)] }
  }
  return [
    ...workers.map(({ name, pid: workerPid, values: told }) =>
      row(shortName(name), workerPid, told['wrote'], told, told['saw']),
    ),
    row('main, after', pid, undefined, values, values['after']),
  ]
}

/** The end of it tells addresses apart. */
function address(object: unknown): Cell {
  if (typeof object !== 'string') return dim('not available in this runtime')
  return object.startsWith('0x')
    ? cell(`…${object.slice(-6)}`, `address ${object} in the memory of that process`)
    : cell(object, 'in the process of the manager')
}

function cell(text: string, title?: string): Cell {
  return { text, tone: 'plain', title }
}

function dim(title: string): Cell {
  return { text: '–', tone: 'dim', title }
}

/** Good where all is there that was written. */
function seen(found: unknown, writers: readonly WorkerResult[]): Cell {
  if (!Array.isArray(found)) return dim('not reported')
  const count = writers.filter((writer) => sees(found, writer)).length
  const title = `${count} of ${writers.length} written values`
  return { text: found.join(', '), tone: count === writers.length ? 'good' : 'bad', title }
}

type Sight = 'all' | 'none' | 'some'

function judge(evidence: Evidence): Judgement {
  const { plan, results } = evidence
  const sights = plan.variants.flatMap((variant) => {
    const shares = results.filter((result) => result.variant === variant.id).map(visibleShare)
    return shares.length === 0 ? [] : [{ variant, sight: sightOf(shares) }]
  })
  const plainOnes = sights.filter(({ variant }) => isPlain(variant))
  if (plainOnes.length === 0) return { kind: 'incomplete', text: 'No worker has written into a plain list yet.' }
  const text = `${sentence(sights)}${costs(evidence)}`
  const odd = sights.find(({ variant, sight }) => sight === 'some' || (sight === 'none' && !isPlain(variant)))
  if (odd !== undefined) {
    return {
      kind: 'too-noisy',
      text: `${text} Unexplained: ${odd.variant.label} showed ${odd.sight} of its values.`,
    }
  }
  const sightBy = (kind: ModelKind) => plainOnes.find(({ variant }) => variant.kind === kind)?.sight
  const [threads, processes] = [sightBy('thread'), sightBy('process')]
  const kind = kindOf(plainOnes.map(({ sight }) => sight))
  if (threads === undefined || processes === undefined) return { kind, text }
  const outcome =
    threads === processes ? (threads === 'all' ? 'both' : 'none') : threads === 'all' ? 'threads' : undefined
  return { kind, text, outcome }
}

function isPlain({ id }: Variant): boolean {
  return id.endsWith('-list')
}

function sightOf(shares: readonly number[]): Sight {
  if (shares.every((share) => share === 1)) return 'all'
  return shares.every((share) => share === 0) ? 'none' : 'some'
}

function kindOf(sights: readonly Sight[]): string {
  if (sights.every((sight) => sight === 'none')) return 'copies'
  return sights.every((sight) => sight === 'all') ? 'shared' : 'some-share'
}

function sentence(sights: readonly { readonly variant: Variant; readonly sight: Sight }[]): string {
  const parts = (['all', 'none', 'some'] as const).flatMap((sight) => {
    const labels = sights.filter((candidate) => candidate.sight === sight).map(({ variant }) => variant.label)
    return labels.length === 0 ? [] : [`${sight} of what was written with ${labels.join(', ')}`]
  })
  return `Afterwards, the main program saw ${parts.join('; ')}.`
}

/** Sentence about the cost of an update, in a plain list and in shared memory. */
function costs(evidence: Evidence): string {
  const ordered = evidence.plan.variants
  const first = ordered.find(isPlain)
  const told = ordered.filter((variant) => variant === first || !isPlain(variant))
  const { points } = updates(evidence)
  const parts = told.flatMap(({ label }) => {
    const value = points.find(({ x }) => x === label)?.value
    return value === undefined ? [] : [`${formatSeconds(value)} with ${label}`]
  })
  return parts.length === 0 ? '' : ` One update took ${parts.join(', ')}.`
}
