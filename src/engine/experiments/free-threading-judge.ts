import type { ModelKind } from '../../contract/model.ts'
import type { ModelSummary } from '../../contract/run.ts'
import { formatFactor, formatShare, formatTenths } from '../../contract/text.ts'
import { buildsOf, minorOf, variantOn, type Build } from './builds.ts'
import type { Evidence, Judgement } from './experiment.ts'
import { compare, type Change } from './judging.ts'

/** Judges what threads gain without the GIL, what one thread pays for it, and what sharing costs. */
export function judgeBuilds(evidence: Evidence): Judgement {
  const { cores, plan } = evidence
  if (!buildsOf(evidence).has('free')) return noFreeBuild(evidence)
  const free = threadsOf(evidence, 'free')
  if (free === undefined) {
    return { kind: 'incomplete', text: 'Sequential and threads must both have run without the GIL.' }
  }
  const { ratio, change, base, threads } = free
  const took = `Without the GIL, ${plan.workers} threads took ${formatFactor(ratio)} the sequential time`
  if (cores <= 1) return { kind: 'one-core', text: `Only one core is available: ${lower(took)}.` }
  if (change === 'inconclusive' || isStarved(base) || (change === 'faster' && !isBusier(threads, base))) {
    return {
      kind: 'too-noisy',
      text: `Too noisy to say: ${lower(took)}, with ${busy(base)} and ${busy(threads)} cores busy.`,
    }
  }
  const sentences = [
    `${took} and kept ${busy(threads)} cores busy${withGil(evidence)}.`,
    oneThread(evidence),
    oneList(evidence),
  ]
  return {
    kind: change === 'faster' ? 'threads-scale' : 'threads-do-not-scale',
    outcome: change,
    text: sentences.filter((sentence) => sentence !== '').join(' '),
    published: besidePublished(evidence, change),
  }
}

/** Least share of a core for one worker at a time; below it other programs had the rest. Chosen, as in judging.ts. */
const MIN_PARALLELISM = 0.75
/** Least ratio of busy cores for a faster model. Chosen, as in computing.ts. */
const MIN_GAIN = 1.1

function isStarved({ effectiveParallelism }: ModelSummary): boolean {
  return effectiveParallelism < MIN_PARALLELISM
}

function isBusier(summary: ModelSummary, base: ModelSummary): boolean {
  return summary.effectiveParallelism >= MIN_GAIN * base.effectiveParallelism
}

function busy({ effectiveParallelism }: ModelSummary): string {
  return formatTenths(effectiveParallelism)
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function rowOf(evidence: Evidence, build: Build, kind: ModelKind, sharing = false): ModelSummary | undefined {
  const id = variantOn(evidence, { build, sharing }, kind)?.id
  return evidence.summary.find(({ variant }) => variant === id)
}

/** Threads relative to sequential on one build. */
function threadsOf(evidence: Evidence, build: Build, sharing = false) {
  const [base, threads] = (['sequential', 'thread'] as const).map((kind) => rowOf(evidence, build, kind, sharing))
  return base === undefined || threads === undefined ? undefined : { ...compare(base, threads), base, threads }
}

/** The same build with the GIL says most: nothing else differs. */
function threadsWithGil(evidence: Evidence, sharing = false) {
  return threadsOf(evidence, 'locked', sharing) ?? threadsOf(evidence, 'gil', sharing)
}

function withGil(evidence: Evidence): string {
  const locked = threadsOf(evidence, 'locked')
  const gil = threadsOf(evidence, 'gil')
  const times = [
    ...(locked === undefined ? [] : [`${formatFactor(locked.ratio)} in the same build`]),
    ...(gil === undefined ? [] : [`${formatFactor(gil.ratio)} on ${buildsOf(evidence).get('gil')}`]),
  ]
  return times.length === 0 ? '' : `; with the GIL, ${times.join(' and ')}`
}

function oneThread(evidence: Evidence): string {
  const [free, locked, gil] = (['free', 'locked', 'gil'] as const).map((build) => rowOf(evidence, build, 'sequential'))
  if (free === undefined) return ''
  const other = sameVersion(evidence) === undefined ? ', another version' : ''
  const times = [
    ...(locked === undefined
      ? []
      : [`${formatFactor(free.median / locked.median)} that of the same build with the GIL`]),
    ...(gil === undefined
      ? []
      : [`${formatFactor(free.median / gil.median)} that of ${buildsOf(evidence).get('gil')}${other}`]),
  ]
  return times.length === 0 ? '' : `One thread at a time took ${times.join(' and ')}.`
}

function oneList(evidence: Evidence): string {
  const free = threadsOf(evidence, 'free', true)
  if (free === undefined) return ''
  const gil = threadsWithGil(evidence, true)
  const beside = gil === undefined ? '' : `, with the GIL ${formatFactor(gil.ratio)}`
  return `Threads that all update one list took ${formatFactor(free.ratio)} the sequential time${beside}.`
}

function noFreeBuild(evidence: Evidence): Judgement {
  const gil = threadsOf(evidence, 'gil')
  const measured =
    gil === undefined
      ? ''
      : ` With the GIL, ${evidence.plan.workers} threads took ${formatFactor(gil.ratio)} the sequential time.`
  const text =
    'No free-threaded CPython was found. Install one, for example with "uv python install 3.14t" or "pyenv install 3.14t", and run this again.'
  return { kind: 'no-free-threaded-build', text: `${text}${measured}` }
}

/** The minor version of both builds, where they have the same: "3.13". */
function sameVersion(evidence: Evidence): string | undefined {
  const builds = buildsOf(evidence)
  const [gil, free] = (['gil', 'free'] as const).map((build) => minorOf(builds.get(build) ?? ''))
  return gil === free ? gil : undefined
}

/** Compares by direction: published sizes are from other machines, with four workers. */
function besidePublished(evidence: Evidence, change: Change): string {
  const [gil, free] = evidence.experiment.published.map(({ wallSeconds }) =>
    formatFactor(wallSeconds.thread! / wallSeconds.sequential!),
  )
  const says = `the published figures for CPython 3.14, where 4 threads took ${gil} the sequential time with the GIL and ${free} without`
  const agrees = change === 'faster' && threadsWithGil(evidence)?.change !== 'faster'
  return `${agrees ? 'As in' : 'Unlike'} ${says}.${besidePublishedCost(evidence)}`
}

/** Published cost for a single thread, by the version of both builds. Source: the CPython 3.13 and 3.14 documentation on free threading. */
const PUBLISHED_COST: Readonly<Record<string, string>> = { '3.13': 'about 40 %', '3.14': '5 to 10 %' }

function besidePublishedCost(evidence: Evidence): string {
  const version = sameVersion(evidence) ?? ''
  const says = PUBLISHED_COST[version]
  const [free, gil] = (['free', 'gil'] as const).map((build) => rowOf(evidence, build, 'sequential')?.median)
  if (says === undefined || free === undefined || gil === undefined) return ''
  return ` According to published figures, a single thread takes ${says} longer without the GIL on ${version}; here it was ${formatShare(free / gil - 1)}.`
}
