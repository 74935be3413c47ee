import type { Chart, Figure, Picture } from '../../contract/figure.ts'
import { formatFactor, formatShare, formatTenths } from '../../contract/text.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, Judgement, VariantSpec } from './experiment.ts'
import { variesWidely } from './judging.ts'
import { chart } from './measuring.ts'
import { variantOf } from './orders.ts'
import { commonParameters } from './parameters.ts'
import {
  conditionsOf,
  CORES,
  degreesTo,
  expected,
  lookUp,
  percent,
  switchesASecond,
  TELLING,
  throughput,
  utilisation,
  WAITING,
  type Place,
} from './programs.ts'
import { lanesOf } from './spans.ts'

export const multiprogramming: ExperimentModule = {
  work: { id: 'alternate', unit: 'steps', bound: 'cpu', calibratedBy: [] },
  variants,
  picture,
  judge,
  experiment: {
    id: 'multiprogramming',
    work: 'alternate',
    group: 'Scheduling',
    name: 'Multiprogramming',
    title: 'Multiprogramming',
    task: 'alternates between computing and waiting, for varying lengths of time',
    question: 'Programs wait most of the time. How many of them does it take to keep one core busy?',
    bet: {
      question: 'Programs wait 60 % of the time: how busy do four of them keep one core?',
      choices: [
        { id: 'same', label: 'About 40 %, as one does' },
        { id: 'busier', label: 'Nearly all of the time' },
        { id: 'worse', label: 'Less than one does: switching costs time' },
      ],
    },
    models: { default: ['process'], offered: { kinds: ['process'] }, single: true },
    parameters: commonParameters({
      workers: {
        default: 4,
        min: 2,
        max: 16,
        hint: 'Maximum number of programs; one, two, four and so on are measured.',
      },
      seconds: {
        default: 0.4,
        min: 0.2,
        max: 5,
        presets: [{ value: 0.4 }, { value: 1 }, { value: 3 }],
        hint: 'How long one program takes on its own, including its waits.',
      },
      repeat: { default: 1, max: 10 },
    }),
    published: [],
    lesson: {
      why:
        'One chef can watch several pots: while one simmers, another is stirred. While one program waits, another can use its core: multiprogramming raises the utilisation of a core by always having something ready to run. It cannot do more than one core ' +
        'can. For that it takes more chefs: multiprocessing uses several cores and raises the throughput. Every hand-over of a core is a context switch.',
      next: 'Try eight programs, and find the share of waiting from which even they leave the core idle. Then look at which program runs when.',
      source:
        'Andrew S. Tanenbaum, "Modern Operating Systems": n programs that wait for a share p of their time keep a core busy for 1 − pⁿ of it.',
    },
  },
}

/** Mean length of one period of computing and waiting, seconds. */
const PERIOD_SECONDS = 0.02

/** One, two, four ... programs on one core, then the most of them on all cores; all of these for every share of waiting. */
function variants({ models, workers: most, seconds, runtime }: ResolvedRequest): VariantSpec[] {
  const degrees = degreesTo(most)
  const pieces = Math.round(seconds / PERIOD_SECONDS)
  return WAITING.flatMap((waiting) => {
    const params = { pieces, 'wait-seconds': waiting * seconds }
    const order = (place: Place, workers: number) =>
      variantOf(models[0]!, {
        id: `${place}-${workers}-${percent(waiting)}`,
        label: `${workers} on ${CORES[place]}, waiting ${percent(waiting)} %`,
        workers,
        share: 1 - waiting,
        params,
        options: place === 'one' ? { affinity: 'one' } : {},
      })
    if (!runtime.affinity) return degrees.map((workers) => order('all', workers))
    return [...degrees.map((workers) => order('one', workers)), order('all', most)]
  })
}

const X = { label: 'time spent waiting', unit: 'share', scale: 'linear' as const }

function picture(evidence: Evidence): Picture {
  const busy = utilisation(evidence)
  const done = throughput(evidence)
  const switches = (['voluntary', 'involuntary'] as const).map((kind) => switchesASecond(evidence, kind))
  return {
    measurements: [busy, done, ...switches],
    figures: [
      chart(busy, {
        mark: 'lines',
        x: X,
        title: `${busy.label}${whyNotPinned(evidence)}`,
        references: textbook(evidence),
      }),
      ...[done, ...switches].map((measurement) => chart(measurement, { mark: 'lines', x: X })),
      whoRan(evidence),
    ],
  }
}

/** Only where all programs ran on all cores. */
function whyNotPinned({ plan, runtime }: Evidence): string {
  const places = plan.variants.flatMap((variant) => conditionsOf(variant)?.place ?? [])
  if (places.length === 0 || places.includes('one')) return ''
  return `; ${runtime.label} cannot pin programs to one core here`
}

function textbook({ plan }: Evidence): Chart['references'] {
  return degreesTo(plan.workers).map((programs) => ({
    kind: 'ideal',
    label: programs === 1 ? '1 − p' : `1 − pⁿ, n = ${programs}`,
    source: 'Andrew S. Tanenbaum, "Modern Operating Systems"',
    conditions: `${programs} on one core, which wait independently of each other`,
    points: Array.from({ length: 11 }, (_, index) => ({ x: index / 10, value: expected(index / 10, programs) })),
  }))
}

const WINDOW_MS = 150

function whoRan({ plan, results }: Evidence): Figure {
  const last = (['one', 'all'] as const).flatMap((place) => {
    const id = `${place}-${plan.workers}-${percent(TELLING)}`
    const trial = results.findLast(({ variant }) => variant === id)
    return trial === undefined ? [] : lanesOf(trial, WINDOW_MS, `on ${CORES[place]}`, '')
  })
  const lanes = last.filter(({ worker }) => worker !== undefined)
  const title = `Which program ran when: ${plan.workers} that wait ${percent(TELLING)} % of the time`
  return { kind: 'lanes', id: 'lanes', title, windowMs: WINDOW_MS, lanes }
}

/** Least utilisation by programs that only compute; below it other programs used the core. Chosen: a fifth for them. */
const MIN_CONTROL = 0.8
/** Least gain. Chosen because it exceeds the spread of quiet repeats. */
const MIN_GAIN = 1.25

function judge(evidence: Evidence): Judgement {
  const { plan } = evidence
  if (plan.variants.every((variant) => conditionsOf(variant)?.place !== 'one')) return notPinned(evidence)
  const busy = lookUp(utilisation(evidence))
  const [single, many] = [busy('one', 1, TELLING), busy('one', plan.workers, TELLING)]
  if (single === undefined || many === undefined) {
    return { kind: 'incomplete', text: 'One program and several on one core must both have run.' }
  }
  const control = busy('one', 1, 0)
  if (control !== undefined && control.median < MIN_CONTROL) {
    const text = `Too noisy to say: a program that only computes got only ${formatShare(control.median)} of its core.`
    return { kind: 'too-noisy', text }
  }
  if (variesWidely(single) || variesWidely(many)) {
    const spread = formatShare(Math.max(single.spread, many.spread))
    return { kind: 'too-noisy', text: `Too noisy to say: the repeats of one utilisation varied by ${spread}.` }
  }
  const gained = many.median / single.median
  const more = moreCores(evidence)
  const text = `Programs that wait ${percent(TELLING)} % of the time: one kept its core busy for ${formatShare(single.median)} of the time, ${plan.workers} for ${formatShare(many.median)}.`
  return {
    kind: kindOf(gained > MIN_GAIN, Number.isNaN(more.gained) ? undefined : more.gained > MIN_GAIN),
    outcome: outcomeOf(gained, many.median),
    text: `${text} ${more.text}`.trim(),
    published: besideTextbook(evidence),
  }
}

/** By what several programs gain in utilisation, and several cores in throughput, as far as that is known. */
function kindOf(busier: boolean, more: boolean | undefined): string {
  if (!busier) return more ? 'throughput-only' : 'no-gain'
  if (more === undefined) return 'utilisation'
  return more ? 'utilisation-and-throughput' : 'utilisation-only'
}

function outcomeOf(gained: number, busy: number): string | undefined {
  if (gained < 1 / MIN_GAIN) return 'worse'
  if (gained <= MIN_GAIN) return 'same'
  return busy >= MIN_CONTROL ? 'busier' : undefined
}

/** What more cores give to programs that only compute; NaN where that is not known. */
function moreCores(evidence: Evidence): { readonly gained: number; readonly text: string } {
  const { plan, cores } = evidence
  const done = lookUp(throughput(evidence))
  const [oneCore, all] = [done('one', plan.workers, 0), done('all', plan.workers, 0)]
  if (oneCore === undefined || all === undefined) return { gained: NaN, text: '' }
  const gained = all.median / oneCore.median
  const got = lookUp(utilisation(evidence))('all', plan.workers, 0)
  if (gained <= MIN_GAIN && got !== undefined && got.median < MIN_CONTROL) {
    const text = `The gain from more cores cannot be judged: programs that only compute got only ${formatShare(got.median)} of them.`
    return { gained: NaN, text }
  }
  const text = `When they only compute, ${plan.workers} on ${formatTenths(cores)} cores did ${formatFactor(gained)} the work of ${plan.workers} on one in the same time.`
  return { gained, text }
}

/** One core cannot be set apart: what is left is what more programs do to throughput. */
function notPinned(evidence: Evidence): Judgement {
  const { plan, runtime } = evidence
  const done = lookUp(throughput(evidence))
  const [single, many] = [done('all', 1, TELLING), done('all', plan.workers, TELLING)]
  const cannot = `${runtime.label} cannot pin programs to one core on this system, so all of them ran on all cores`
  if (single === undefined || many === undefined) return { kind: 'incomplete', text: `${cannot}.` }
  const gained = formatFactor(many.median / single.median)
  const text = `${cannot}: ${plan.workers} that wait ${percent(TELLING)} % of the time did ${gained} the work of one.`
  return { kind: 'not-pinned', text }
}

/** Tolerance for agreement with the textbook. Chosen because real programs also wait for the core, and then not independently. */
const NEAR = 0.15

function besideTextbook(evidence: Evidence): string | undefined {
  const busy = lookUp(utilisation(evidence))
  const pairs = degreesTo(evidence.plan.workers).flatMap((programs) =>
    WAITING.flatMap((waiting) => {
      const measured = busy('one', programs, waiting)?.median
      const says = expected(waiting, programs)
      return measured === undefined ? [] : [{ programs, waiting, measured, says, gap: Math.abs(measured - says) }]
    }),
  )
  const [farthest] = pairs.toSorted((a, b) => b.gap - a.gap)
  if (farthest === undefined) return undefined
  const { programs, waiting, measured, says, gap } = farthest
  const who = programs === 1 ? '1 program that waits' : `${programs} programs that wait`
  const where = `for ${who} ${percent(waiting)} % it predicts ${formatShare(says)}, and ${formatShare(measured)} was measured`
  return gap <= NEAR
    ? `As in Tanenbaum's textbook, whose 1 − pⁿ is off by ${percent(gap)} points at most: ${where}.`
    : `Unlike Tanenbaum's textbook, whose 1 − pⁿ is off by ${percent(gap)} points: ${where}.`
}
