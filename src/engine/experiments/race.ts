import type { Runtime } from '../../contract/experiment.ts'
import type { Chart, Measurement, Picture } from '../../contract/figure.ts'
import type { TrialResult } from '../../contract/run.ts'
import { allOf, formatCount, formatSeconds, formatShare } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec, Work } from './experiment.ts'
import { spreadOf } from './judging.ts'
import { chart, measure, valueOf } from './measuring.ts'
import { commonParameters, fixed, numberOf } from './parameters.ts'
import { variantOf } from './orders.ts'

const ADDING: Work = {
  id: 'race',
  unit: 'updates',
  bound: 'cpu',
  workUnits: ({ params }) => numberOf(params, 'updates'),
}

export const race: ExperimentModule = {
  work: ADDING,
  variants,
  picture,
  judge,
  experiment: {
    id: 'race',
    work: 'race',
    group: 'Synchronisation',
    name: 'Race condition',
    title: 'Race condition',
    task: 'repeatedly adds 1 to a variable that all workers share',
    question: 'Threads add to one variable: how many of the updates get lost?',
    bet: {
      question:
        'Four threads do x += 1, 300,000 times each, without a lock. How many of the 1,200,000 are missing in the end?',
      choices: [
        { id: 'none', label: 'None' },
        { id: 'few', label: 'A few, less than one in ten' },
        { id: 'many', label: 'One in ten or more' },
      ],
    },
    models: { default: ['thread'], offered: { kinds: ['thread'] }, locked: 'never', single: true },
    parameters: [
      ...commonParameters({
        workers: { default: 4, max: 8 },
        seconds: fixed(1),
      }),
      {
        id: 'updates',
        label: 'Updates',
        hint: 'Per worker.',
        unit: '',
        kind: 'integer',
        default: 300_000,
        min: 1000,
        max: 1_000_000,
        presets: [
          { value: 10_000 },
          { value: 100_000 },
          { value: 300_000, note: 'as published' },
          { value: 1_000_000 },
        ],
      },
    ],
    published: [],
    lesson: {
      why:
        'An update reads x, adds to it and writes it back. Whatever others wrote in between is overwritten: a race. CPython 3.10 and newer hand over the GIL only at calls and at the ends of ' +
        'loops, so x += 1 comes out whole, by luck: a run without losses proves nothing. A call inside the update, an older version or a build without a GIL brings the losses back.',
      next: 'Run it on CPython 3.9 or older, on a free-threaded build and on Node. Then try few updates: now and then nothing is lost, and nothing is proved.',
      source:
        'The lost update problem of every textbook; the figures are measurements made for Coreglow, 4 threads × 300,000.',
    },
  },
}

const PLAIN = { id: 'plain', label: 'x += 1' }
const CALL = { id: 'call', label: 'x += f()' }
const LOCK = { id: 'lock', label: 'with a lock' }
const QUEUE = { id: 'queue', label: 'through a queue' }
const ATOMICS = { id: 'atomics', label: 'by Atomics.add' }
const SUMS = { id: 'sums', label: 'with separate sums' }

const UNPROTECTED = new Set([PLAIN.id, CALL.id])

function variants({ models, workers, runtime }: ResolvedRequest): VariantSpec[] {
  const ways = [PLAIN, CALL, LOCK, runtime.kind === 'node' ? ATOMICS : QUEUE, SUMS]
  return ways.map(({ id, label }) => variantOf(models[0]!, { id, label, workers, params: { way: id } }))
}

const LOST = { id: 'lost', label: 'Lost updates', unit: 'share' }
const UPDATE = { id: 'update', label: 'Time per update, all workers at once', unit: 's' }

function picture(evidence: Evidence): Picture {
  const [lost, update] = [losses(evidence), updateTimes(evidence)]
  const x = { label: 'update method', unit: '', scale: 'category' } as const
  return {
    measurements: [lost, update],
    figures: [
      chart(lost, { mark: 'bars', x, references: REFERENCES }),
      chart(update, { mark: 'bars', x, y: { scale: 'log' } }),
    ],
  }
}

/** Newer versions than those that were measured are compared with the newest of them. */
const OLD = { versions: 'CPython 3.6 to 3.9', plain: 0.44, plainWords: '35 to 52 %' }
const NEW = { versions: 'CPython 3.10 to 3.13', plain: 0, plainWords: 'nothing' }
const FIRST_NEW_MINOR = 10
const CALL_LOSES = 0.5

const REFERENCES: Chart['references'] = [OLD, NEW].map(({ versions, plain, plainWords }) => ({
  kind: 'published',
  label: `published, ${versions}`,
  source: 'measurements made for Coreglow',
  conditions: `${versions}, 4 threads × 300,000 updates: x += 1 lost ${plainWords}, x += f() about 50 %`,
  points: [
    { x: PLAIN.label, value: plain },
    { x: CALL.label, value: CALL_LOSES },
  ],
}))

/** Share of the updates that the variable does not hold in the end. */
function lostShare({ plan }: Pick<Evidence, 'plan'>, trial: TrialResult): number | undefined {
  const counted = valueOf(trial, 'x')
  return counted === undefined ? undefined : 1 - counted / updatesOf({ plan })
}

function updatesOf({ plan }: Pick<Evidence, 'plan'>): number {
  return plan.workers * numberOf(plan.params, 'updates')
}

function losses(evidence: Evidence): Measurement {
  return measure(evidence, LOST, (trial) => lostShare(evidence, trial))
}

/** Time per update: from the first worker's first update to the last worker's last. */
function updateTimes(evidence: Evidence): Measurement {
  return measure(evidence, UPDATE, ({ workers }) => {
    const times = (name: string) => workers.map((worker) => valueOf(worker, name) ?? NaN)
    const seconds = Math.max(...times('endedSeconds')) - Math.min(...times('beganSeconds'))
    return seconds / updatesOf(evidence)
  })
}

/** What one way of updating lost over its repeats. */
interface Loss {
  readonly id: string
  readonly label: string
  readonly median: number
  /** Loss in the worst repeat. */
  readonly most: number
}

function judge(evidence: Evidence): Judgement {
  const points = losses(evidence).points
  const all = evidence.plan.variants.flatMap(({ id, label }): Loss[] => {
    const point = points.find(({ x }) => x === label)
    return point?.value === undefined ? [] : [{ id, label, median: point.value, most: point.high ?? point.value }]
  })
  const leak = all.find(({ id, most }) => !UNPROTECTED.has(id) && most !== 0)
  if (leak !== undefined) {
    const text = `Updates ${leak.label} lost ${formatShare(leak.most)}, which must not happen: this is a bug in Coreglow or in this interpreter.`
    return { kind: 'lock-lost', text }
  }
  const open = all.filter(({ id }) => UNPROTECTED.has(id))
  if (open.length === 0) return { kind: 'incomplete', text: 'Updates without a lock have not been measured yet.' }
  const text = `${told(open, evidence)}${safe(all)}${costs(evidence)}`
  if (evidence.plan.workers === 1) {
    return { kind: 'one-worker', text: `With one worker, there is no other worker to race with. ${text}` }
  }
  return { kind: kindOf(open), outcome: outcomeOf(open), text, published: published(evidence, open) }
}

function loses(open: readonly Loss[], { id }: { readonly id: string }): boolean | undefined {
  const loss = open.find((candidate) => candidate.id === id)
  return loss && loss.most > 0
}

function kindOf(open: readonly Loss[]): string {
  const [plain, call] = [loses(open, PLAIN), loses(open, CALL)]
  if (plain && call) return 'both-lose'
  if (plain) return 'plain-loses'
  return call ? 'call-loses' : 'nothing-lost'
}

const MANY = 0.1

function outcomeOf(open: readonly Loss[]): string | undefined {
  const plain = open.find(({ id }) => id === PLAIN.id)
  if (plain === undefined) return undefined
  if (plain.most === 0) return 'none'
  return plain.median < MANY ? 'few' : 'many'
}

function told(open: readonly Loss[], evidence: Evidence): string {
  const parts = open.map(({ label, median, most }) => `${label} lost ${most === 0 ? 'nothing' : shareOf(median, most)}`)
  const proof = open.some(({ most }) => most === 0) ? '; a run without losses proves nothing' : ''
  return `Without a lock, of ${formatCount(updatesOf(evidence))} updates, ${parts.join(', and ')}${proof}.`
}

function shareOf(median: number, most: number): string {
  return median === 0 ? `up to ${formatShare(most)}` : formatShare(median)
}

function safe(all: readonly Loss[]): string {
  const labels = all.filter(({ id }) => !UNPROTECTED.has(id)).map(({ label }) => label)
  return labels.length === 0 ? '' : ` Nothing was lost ${allOf(labels)}.`
}

function costs(evidence: Evidence): string {
  const times = updateTimes(evidence).points.flatMap((point) => {
    const time = spreadOf(point)
    return time === undefined ? [] : [`${point.x} ${formatSeconds(time.median)}`]
  })
  return times.length === 0 ? '' : ` Time per update: ${times.join(', ')}.`
}

function published({ runtime }: Evidence, open: readonly Loss[]): string {
  if (!runtime.gilEnabled) return 'The published figures are for interpreters with a GIL.'
  const theirs = isOld(runtime) ? OLD : NEW
  const agrees = [
    [loses(open, PLAIN), theirs.plain > 0],
    [loses(open, CALL), true],
  ].every(([ours, expected]) => ours === undefined || ours === expected)
  return `${agrees ? 'As' : 'Unlike'} in the measurements of ${theirs.versions}, where x += 1 lost ${theirs.plainWords} and x += f() about 50 %.`
}

function isOld({ version }: Runtime): boolean {
  return Number(version.split('.')[1]) < FIRST_NEW_MINOR
}
