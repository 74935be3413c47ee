import { sum } from '../../../contract/statistics.ts'
import { formatCount, formatSeconds, formatShare } from '../../../contract/text.ts'
import type { BirthEvidence, Evidence } from '../evidence.ts'
import type { Rule, Verdict } from '../rule.ts'
import { placesOf, purposeOf, purposes } from '../stacks.ts'
import { ACTIVE, RUNNABLE, workSeconds } from '../time.ts'

/** Share of the CPU time that goes into starting. Chosen: more than a third is worth mending, and cannot be chance. */
const MIN_SHARE = 0.35
/** Chosen: fewer births than that are a pool that is made once. */
const MIN_BIRTHS = 20
const MIN_SAMPLES = 10

/**
 * CPU time that a birth costs at least, seconds, start and end. Measured on a 2-core VM: a thread of CPython 3.11 80 µs, one of
 * Node.js with an isolate of its own 35 ms, an interpreter of CPython 3.13 12 ms, a process by fork 5 ms.
 */
const THREAD_COST = 0.00008
const ISOLATE_COST = 0.035
const INTERPRETER_COST = 0.012
const PROCESS_COST = 0.005

/** Births, imports or a pool per batch explain the time. */
export const startUp: Rule = (evidence) => {
  const verdicts = [imports(evidence), births(evidence), interpreters(evidence)].filter((one) => one !== undefined)
  return verdicts.toSorted((a, b) => b.strength - a.strength)[0]
}

function imports(evidence: Evidence): Verdict | undefined {
  const counts = purposes(evidence.threads, ACTIVE)
  const children = evidence.processes.filter(({ python, parent }) => python !== undefined && parent !== undefined)
  const share = counts.import / counts.all
  if (!(counts.import >= MIN_SAMPLES && share >= MIN_SHARE)) return undefined
  const importing = evidence.processes.filter(({ importSeconds }) => importSeconds > 0)
  const who = children.length === 0 ? 'the program' : `${importing.length} processes, each for itself,`
  return {
    id: 'start-up',
    text: `${formatShare(share)} of the running time goes into importing modules, by ${who} before any work is done.`,
    evidence: [
      { label: 'share of the running time spent on imports', value: share, unit: 'share' },
      { label: 'processes that import', value: importing.length, unit: '' },
      {
        label: 'seconds of imports, all processes',
        value: sum(importing.map(({ importSeconds }) => importSeconds)),
        unit: 's',
      },
    ],
    where: placesOf(evidence.threads, ACTIVE, (stack) => purposeOf(stack) === 'import'),
    suggestion:
      'Import and load where it is needed, keep one pool for the whole program, or start workers with "forkserver" and a preload.',
    strength: share,
  }
}

function births(evidence: Evidence): Verdict | undefined {
  const [kind] = evidence.births
    .filter(({ count }) => count >= MIN_BIRTHS)
    .toSorted((a, b) => costOf(evidence, b) - costOf(evidence, a))
  if (kind === undefined) return undefined
  const cost = costOf(evidence, kind)
  const share = Math.min(1, cost / evidence.cpuSeconds)
  const perBirth = evidence.cpuSeconds / kind.count
  if (!(share >= MIN_SHARE)) return undefined
  const word = kind.kind === 'thread' ? 'threads' : 'processes'
  return {
    id: 'start-up',
    text: `${formatCount(kind.count)} ${word} were started, ${formatCount(kind.count / workSeconds(evidence))} a second, with ${formatSeconds(perBirth)} of CPU time for each, its start included: starting and ending them is at least ${formatShare(share)} of that.`,
    evidence: [
      { label: `${word} started`, value: kind.count, unit: '' },
      { label: 'CPU time for each', value: perBirth, unit: 's' },
      { label: 'share of the CPU time that starting them costs at least', value: share, unit: 'share' },
      { label: 'median lifetime', value: kind.medianLifetime, unit: 's' },
    ],
    where: placesOf(
      evidence.threads.filter(({ main, process }) => main && process === (kind.process ?? 0)),
      [...RUNNABLE, 'lock', 'task', 'gil'],
    ),
    suggestion: 'Keep a few workers and give each many tasks: a pool that lives as long as the program.',
    strength: Math.max(share, 0.5),
  }
}

function costOf(
  { processes, cpuSeconds }: Evidence,
  { kind, process, count, seen, cpuSeconds: own }: BirthEvidence,
): number {
  const python = processes[process ?? 0]?.python !== undefined
  const least = kind === 'process' ? PROCESS_COST : python ? THREAD_COST : ISOLATE_COST
  // More than they used themselves, all in all, cannot have gone into starting native threads of other runtimes.
  return kind === 'thread' && !python
    ? Math.min(count * least, (own / Math.max(1, seen)) * count)
    : Math.min(count * least, cpuSeconds)
}

function interpreters(evidence: Evidence): Verdict | undefined {
  const count = sum(evidence.processes.map(({ interpretersBegun }) => interpretersBegun))
  const share = Math.min(1, (count * INTERPRETER_COST) / evidence.cpuSeconds)
  if (!(count >= MIN_BIRTHS && share >= MIN_SHARE)) return undefined
  return {
    id: 'start-up',
    text: `${formatCount(count)} interpreters were made, ${formatCount(count / workSeconds(evidence))} a second, with ${formatSeconds(evidence.cpuSeconds / count)} of CPU time for each: making one and importing its modules is at least ${formatShare(share)} of that.`,
    evidence: [
      { label: 'interpreters made', value: count, unit: '' },
      { label: 'CPU time for each', value: evidence.cpuSeconds / count, unit: 's' },
      { label: 'share of the CPU time that making them costs at least', value: share, unit: 'share' },
    ],
    where: placesOf(evidence.threads, RUNNABLE),
    suggestion: 'Keep one interpreter for each worker, and run many items in it.',
    strength: Math.max(share, 0.5),
  }
}
