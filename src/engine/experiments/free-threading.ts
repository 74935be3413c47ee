import type { Model } from '../../contract/experiment.ts'
import type { Chart, Measurement, Picture, Point } from '../../contract/figure.ts'
import type { ModelKind } from '../../contract/model.ts'
import type { Variant } from '../../contract/run.ts'
import {
  buildLabel,
  buildsOf,
  conditionsOf,
  overridesOf,
  variantId,
  variantOn,
  type BuildConditions,
  type InterpreterOverride,
} from './builds.ts'
import type { ResolvedRequest, Evidence, ExperimentModule, VariantSpec, Work } from './experiment.ts'
import { judgeBuilds } from './free-threading-judge.ts'
import { chart, measure } from './measuring.ts'
import { modelLabel, variantOf } from './orders.ts'
import { commonParameters } from './parameters.ts'

const COUNTING: Work = { id: 'countdown', unit: 'steps', bound: 'cpu' }
const SHARING: Work = { id: 'shared-counter', unit: 'updates', bound: 'cpu' }

export const freeThreading: ExperimentModule = {
  work: COUNTING,
  variants,
  picture,
  judge: judgeBuilds,
  experiment: {
    id: 'free-threading',
    work: 'countdown',
    group: 'Inside the GIL',
    name: 'Free threading',
    title: 'Free threading',
    task: 'counts down; in a second part, threads update one shared list',
    question:
      'The same counting on a build with the GIL and on one without: what do threads gain, and what does it cost?',
    bet: {
      question: 'Two threads count on a build without the GIL, instead of sequential counting: how long do they take?',
      choices: [
        { id: 'faster', label: 'Less: both cores work' },
        { id: 'same', label: 'The same: something else limits them' },
        { id: 'slower', label: 'Longer: safety without the GIL costs more' },
      ],
    },
    models: {
      default: ['sequential', 'thread', 'interpreter'],
      offered: { kinds: ['sequential', 'thread', 'process', 'interpreter'] },
      locked: 'never',
    },
    parameters: commonParameters({
      workers: { min: 2, max: 16, presets: [{ value: 2 }, { value: 4, note: 'as published' }] },
      seconds: { default: 0.2, max: 10, presets: [{ value: 0.2 }, { value: 0.5 }, { value: 1 }, { value: 3 }] },
      repeat: { default: 2 },
    }),
    published: [
      {
        source: 'the published figures for CPython 3.14',
        conditions: 'CPython 3.14 with the GIL, 4 workers that compute',
        wallSeconds: { sequential: 0.909, thread: 1.034, interpreter: 0.285 },
      },
      {
        source: 'the published figures for free-threaded CPython 3.14',
        conditions: 'CPython 3.14 without the GIL, 4 workers that compute',
        wallSeconds: { sequential: 1.045, thread: 0.279, interpreter: 0.359 },
      },
    ],
    lesson: {
      why:
        'A build without the GIL lets threads of one interpreter run Python code at the same time, on several cores. What the GIL protected for free now needs finer-grained locks and atomic operations, ' +
        'which cost every single thread some time: the newer the build, the less. Threads that keep changing the same object still contend, now in hardware (cache lines).',
      next: 'Try more workers, if there are more cores. Then look at which thread runs when, on this build and on one with the GIL.',
      source: 'PEP 703 by Sam Gross, and the published figures for CPython 3.13 and 3.14 with and without the GIL.',
    },
  },
}

/** Every model on every build; then one after the other and threads again, of which all update one list. */
function variants(resolved: ResolvedRequest): VariantSpec[] {
  const overrides = overridesOf(resolved)
  const shares = resolved.models.filter(({ sharesInterpreter }) => sharesInterpreter)
  const sharing = overrides
    .filter(({ build }) => build !== 'locked')
    .flatMap((interpreterOverride) =>
      shares.map((model) => order(resolved, interpreterOverride, model, { work: SHARING, share: SHARING_SHARE })),
    )
  return [
    ...overrides.flatMap((interpreterOverride) =>
      modelsOf(resolved, interpreterOverride).map((model) => order(resolved, interpreterOverride, model)),
    ),
    ...sharing,
  ]
}

/** Those of the chosen ones that this build has too; of those that have a GIL each one build is enough. */
function modelsOf({ models }: ResolvedRequest, { runtime, build }: InterpreterOverride): Model[] {
  const wanted = build === 'locked' ? models.filter(({ sharesInterpreter }) => sharesInterpreter) : models
  return wanted.filter(({ id }) => runtime.models.find((there) => there.id === id)?.available)
}

/** Share of the counting's amount for updates of one list. Chosen because contending threads take several times as long. */
const SHARING_SHARE = 0.5

function order(
  { workers }: ResolvedRequest,
  { build, runtime, interpreter }: InterpreterOverride,
  model: Model,
  more: Partial<VariantSpec> = {},
): VariantSpec {
  const sharing = more.work !== undefined
  const what = `${model.label}${sharing ? ' on one list' : ''}`
  const label = `${what}, ${buildLabel(build, runtime.label)}`
  return variantOf(model, { id: variantId({ build, sharing }, model.id), label, workers, interpreter, ...more })
}

/** Labels before a run, and for builds that were not found. */
const NAMELESS = { gil: 'a build with the GIL', free: 'a build without the GIL' }
const PUBLISHED_BUILDS = ['gil', 'free'] as const

function nameOf(evidence: Evidence, build: keyof typeof NAMELESS): string {
  return buildsOf(evidence).get(build) ?? NAMELESS[build]
}

function picture(evidence: Evidence): Picture {
  const wall = times(evidence, { id: 'wall-time', label: 'Wall time', unit: 's' }, false)
  const shared = times(evidence, { id: 'sharing-time', label: 'Wall time of updating one list', unit: 's' }, true)
  const [alone, speed] = [oneThread(evidence), sharingSpeed(evidence)]
  const free = nameOf(evidence, 'free')
  return {
    measurements: [wall, shared, alone, speed],
    figures: [
      bars(wall, publishedTimes(evidence)),
      bars(alone, [
        published('CPython 3.13', 'about 40 %', free, 1.4),
        published('CPython 3.14', '5 to 10 %', free, 1.075),
      ]),
      bars(speed, [published('4 threads', 'sharing one value', free, 0.28)]),
    ],
  }
}

function bars(measurement: Measurement, references: Chart['references']): Chart {
  return chart(measurement, { mark: 'bars', x: { label: 'build', unit: '', scale: 'category' }, references })
}

function published(conditions: string, what: string, x: string, value: number): Chart['references'][number] {
  const source = 'the published figures for free-threaded CPython'
  return {
    kind: 'published',
    label: `published, ${conditions}: ${what}`,
    source,
    conditions,
    points: [{ x, value }],
  }
}

/** A category for each build, a series for each model; where there is no build without the GIL, that is said in its place. */
function times(
  evidence: Evidence,
  quantity: Pick<Measurement, 'id' | 'label' | 'unit'>,
  sharing: boolean,
): Measurement {
  const builds = buildsOf(evidence)
  const place = (variant: Variant) => {
    const conditions = conditionsOf(variant)
    return conditions?.sharing === sharing
      ? { series: modelLabel(evidence.runtime, variant.model), x: builds.get(conditions.build)! }
      : undefined
  }
  const { points } = measure(evidence, quantity, (trial) => trial.wallSeconds, place)
  return { ...quantity, points: builds.has('free') || builds.size === 0 ? points : [...points, ...absent(points)] }
}

function absent(points: readonly Point[]): Point[] {
  return points.map(({ series, model, kind, kindIndex }) => {
    return { series, x: NAMELESS.free, model, kind, kindIndex, missing: 'not found' }
  })
}

/** Sequential times of every build, over those of the first. */
function oneThread(evidence: Evidence): Measurement {
  const seconds = secondsOf(evidence)
  const builds = [...buildsOf(evidence)]
  const base = builds
    .map(([build]) => seconds({ build, sharing: false }, 'sequential'))
    .find((value) => value !== undefined)
  const points = builds.flatMap(([build, x]): Point[] => {
    const duration = seconds({ build, sharing: false }, 'sequential')
    return duration === undefined || base === undefined
      ? []
      : [{ series: '', x, value: duration / base, kind: 'sequential' }]
  })
  return { id: 'one-thread', label: 'Time of one thread at a time, relative to the first build', unit: 'x', points }
}

function sharingSpeed(evidence: Evidence): Measurement {
  const seconds = secondsOf(evidence)
  const points = [...buildsOf(evidence)].flatMap(([build, x]): Point[] => {
    const [base, threads] = (['sequential', 'thread'] as const).map((kind) => seconds({ build, sharing: true }, kind))
    return base === undefined || threads === undefined ? [] : [{ series: '', x, value: base / threads, kind: 'thread' }]
  })
  return {
    id: 'sharing-speed',
    label: 'Speed of threads that update one list, relative to sequential',
    unit: 'x',
    points,
  }
}

/** Median wall times. */
function secondsOf(evidence: Evidence): (conditions: BuildConditions, kind: ModelKind) => number | undefined {
  return (conditions, kind) => {
    const id = variantOn(evidence, conditions, kind)?.id
    return evidence.summary.find(({ variant }) => variant === id)?.median
  }
}

/** Scaled so that the published sequential time with the GIL is as long as ours, or as ours is planned. */
function publishedTimes(evidence: Evidence): Chart['references'] {
  const { experiment, plan, runtime } = evidence
  const [gil, free] = experiment.published
  const ours = secondsOf(evidence)({ build: 'gil', sharing: false }, 'sequential') ?? plan.workers * plan.seconds
  const scale = ours / gil!.wallSeconds.sequential!
  const models = new Map(plan.variants.map(({ model, kind }) => [model, kind]))
  return [...models].flatMap(([model, kind]) => {
    const points = [gil, free].flatMap((build, index) => {
      const seconds = build?.wallSeconds[kind]
      return seconds === undefined ? [] : [{ x: nameOf(evidence, PUBLISHED_BUILDS[index]!), value: seconds * scale }]
    })
    const label = 'published, scaled'
    const conditions = 'CPython 3.14 with and without the GIL, 4 workers that compute'
    const { source } = gil!
    return points.length === 0
      ? []
      : [{ kind: 'published' as const, label, series: modelLabel(runtime, model), source, conditions, points }]
  })
}
