import type { Runtime } from '../../contract/experiment.ts'
import { CoreglowError } from '../../contract/procedures.ts'
import type { ModelKind } from '../../contract/model.ts'
import type { Variant } from '../../contract/run.ts'
import type { ResolvedRequest, Evidence, VariantSpec } from './experiment.ts'
import { firstOfKind } from './orders.ts'

/** A build with the GIL; one that was built to run without it, and does; the same one made to run with it. */
export type Build = 'gil' | 'free' | 'locked'

export interface InterpreterOverride {
  readonly build: Build
  readonly runtime: Runtime
  /** Undefined where it is the plan's runtime as it is. */
  readonly interpreter: VariantSpec['interpreter']
}

/** The runtime that was asked for and the one that is to be set beside it, as far as it was found. @throws CoreglowError unsupported for Node */
export function overridesOf({
  runtime,
  runtimes,
}: Pick<ResolvedRequest, 'runtime' | 'runtimes'>): InterpreterOverride[] {
  if (runtime.kind !== 'cpython') {
    const message = `${runtime.label} has no GIL to remove; choose a CPython.`
    throw new CoreglowError('unsupported', message, { path: 'params.runtime' })
  }
  const [gil, free] = [false, true].map((freeThreaded) =>
    runtime.freeThreadedBuild === freeThreaded ? runtime : nearestBuild(runtime, runtimes, freeThreaded),
  )
  return [
    ...(gil === undefined ? [] : [interpreterOverride('gil', gil, gil === runtime ? undefined : [])]),
    ...(free === undefined
      ? []
      : [interpreterOverride('free', free, ['-X', 'gil=0']), interpreterOverride('locked', free, ['-X', 'gil=1'])]),
  ]
}

function interpreterOverride(build: Build, runtime: Runtime, args: readonly string[] | undefined): InterpreterOverride {
  return { build, runtime, interpreter: args && { runtime, args } }
}

/** Of the same minor version where there is one, else the newest: lists of runtimes begin with it. */
function nearestBuild({ version }: Runtime, runtimes: readonly Runtime[], freeThreaded: boolean): Runtime | undefined {
  const builds = runtimes.filter(
    (runtime) => runtime.kind === 'cpython' && runtime.status === 'ok' && runtime.freeThreadedBuild === freeThreaded,
  )
  return builds.find((build) => minorOf(build.version) === minorOf(version)) ?? builds[0]
}

/** "3.13" of "3.13.0", and of "CPython 3.13.0". */
export function minorOf(text: string): string | undefined {
  return /\d+\.\d+/.exec(text)?.[0]
}

/** "CPython 3.13.5t -X gil=1" of "CPython 3.13.5 · free-threaded": short enough for a chart. */
export function buildLabel(build: Build, runtime: string): string {
  const name = /^\S+ [\d.]+/.exec(runtime)?.[0] ?? runtime
  if (build === 'gil') return name
  return build === 'free' ? `${name}t` : `${name}t -X gil=1`
}

export interface BuildConditions {
  readonly build: Build
  /** All workers update one list, instead of counting each for itself. */
  readonly sharing: boolean
}

export function variantId({ build, sharing }: BuildConditions, model: string): string {
  return `${build}-${sharing ? 'sharing-' : ''}${model}`
}

/** Build and model of a variant; undefined before a run. */
export function conditionsOf({ id }: Pick<Variant, 'id'>): BuildConditions | undefined {
  const [, build, sharing] = /^(gil|free|locked)-(sharing-)?/.exec(id) ?? []
  if (build !== 'gil' && build !== 'free' && build !== 'locked') return undefined
  return { build, sharing: sharing !== undefined }
}

/** The first variant of a kind of model under some conditions. */
export function variantOn(
  { plan }: Pick<Evidence, 'plan'>,
  { build, sharing }: BuildConditions,
  kind: ModelKind,
): Variant | undefined {
  const there = plan.variants.filter((variant) => {
    const conditions = conditionsOf(variant)
    return conditions?.build === build && conditions.sharing === sharing
  })
  return firstOfKind(there, kind)
}

/** The builds of a run, by the names of their interpreters. */
export function buildsOf({ plan, runtime }: Pick<Evidence, 'plan' | 'runtime'>): ReadonlyMap<Build, string> {
  return new Map(
    plan.variants.flatMap((variant) => {
      const build = conditionsOf(variant)?.build
      return build === undefined
        ? []
        : [[build, buildLabel(build, variant.interpreterOverride?.label ?? runtime.label)]]
    }),
  )
}
