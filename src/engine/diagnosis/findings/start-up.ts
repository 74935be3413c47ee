import { sum } from '../../../contract/statistics.ts'
import { formatCount, formatSeconds, formatShare } from '../../../contract/text.ts'
import type { BirthEvidence, Evidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { placesOf, purposeOf, purposes } from '../stacks.ts'
import { threadsOf } from '../workers.ts'
import { ACTIVE, demand, RUNNABLE, workSeconds } from '../time.ts'

/** Share of the CPU time that goes into starting. Chosen: a third is worth mending, and is no chance. */
const MIN_SHARE = 0.33
/** Chosen: fewer births than that are a pool that is made once. */
const MIN_BIRTHS = 20
const MIN_SAMPLES = 10
/**
 * CPU time of imports in each process, seconds. Measured: a process by "spawn" of CPython 3.11 takes 0.06 s for what every interpreter
 * imports; three times as much are modules of the program.
 */
const MIN_IMPORT = 0.2
/** Part of the time in which something computes: of a program that hardly does, starting is no matter. Chosen. */
const MIN_DEMAND = 0.3

/**
 * CPU time of a birth and an end, seconds. Measured on a 2-core VM, 20 or more each, nothing done in between: a thread of
 * CPython 3.11 80 µs, a process of it by fork 2 ms, an interpreter of CPython 3.13 11 ms, a worker of Node.js 20 33 ms.
 */
const COSTS = { thread: 80e-6, process: 2e-3, interpreter: 11e-3, isolate: 33e-3 } as const

/** What was started, how many, and what that costs at least. */
interface Started {
  readonly words: string
  readonly count: number
  readonly cost: number
}

/** Births, imports or a pool per batch explain the time. */
export const startUp: Rule = (evidence) => {
  const { cpuSeconds, threads, processes } = evidence
  const started = startedIn(evidence)
  const counts = purposes(threads, ACTIVE)
  const imports = counts.all >= MIN_SAMPLES && importsMuch(evidence) ? counts.import / counts.all : 0
  const births = counts.all >= MIN_SAMPLES ? counts.birth / counts.all : 0
  const share = Math.min(1, imports + Math.max(births, (started?.cost ?? 0) / cpuSeconds))
  const busy = demand(evidence)
  if (!(share >= MIN_SHARE && busy >= MIN_DEMAND) || (started === undefined && imports < births)) return undefined
  const importing = processes.filter(({ importSeconds }) => importSeconds > 0)
  return {
    id: 'start-up',
    text: `${sentence(evidence, started, imports, importing.length)} That is ${formatShare(share)} of the running time.`,
    evidence: [
      { label: 'share of the running time spent on starting and importing', value: share, unit: 'share' },
      { label: 'share of the running time spent on imports', value: imports, unit: 'share' },
      {
        label: started === undefined ? 'processes that import' : `${started.words} started`,
        value: started?.count ?? importing.length,
        unit: '',
      },
      { label: 'CPU time of the program', value: cpuSeconds, unit: 's' },
    ],
    where: placesOf(
      threads,
      [...RUNNABLE, 'gil', 'lock', 'task'],
      (stack) => purposeOf(stack) === 'import' || purposeOf(stack) === 'birth',
    ),
    suggestion:
      started === undefined
        ? 'Load in the worker only what it uses, below `if __name__ == "__main__"` or inside functions; or start workers with "forkserver" and a preload.'
        : 'Start a few workers once, for as long as the program runs, and give each many tasks.',
    strength: share * busy,
  }
}

/** Whether imports take long in each process, or there are many of them. */
function importsMuch(evidence: Evidence): boolean {
  const seconds = evidence.processes
    .map(({ cpuSeconds }, position) => {
      const counts = purposes(threadsOf(evidence, position), ACTIVE)
      return counts.all === 0 ? 0 : (counts.import / counts.all) * cpuSeconds
    })
    .filter((cpu) => cpu > 0)
  return (
    seconds.length >= MIN_BIRTHS || sum(seconds) / seconds.length >= MIN_IMPORT || startedIn(evidence) !== undefined
  )
}

function sentence(evidence: Evidence, started: Started | undefined, imports: number, importing: number): string {
  if (started === undefined) {
    return `${importing > 1 ? `${importing} processes import modules, each for itself,` : 'The program imports modules'} before any work is done.`
  }
  const rate = formatCount(started.count / workSeconds(evidence))
  const each = formatSeconds(evidence.cpuSeconds / started.count)
  const modules = imports >= 0.1 ? ', and each imports its modules' : ''
  return `${formatCount(started.count)} ${started.words} were started, ${rate} a second${modules}: ${each} of CPU time for each, its work included.`
}

/** The kind of births that costs the most; undefined where there are few. */
function startedIn(evidence: Evidence): Started | undefined {
  const interpreters = sum(evidence.processes.map(({ interpretersBegun }) => interpretersBegun))
  const all = [
    ...evidence.births.map((birth) => startedOf(evidence, birth)),
    ...evidence.processes
      .filter(({ python }) => python !== undefined)
      .map(({ threadsBegun }) => ({ words: 'threads', count: threadsBegun, cost: threadsBegun * COSTS.thread })),
    { words: 'interpreters', count: interpreters, cost: interpreters * COSTS.interpreter },
  ]
  return all.filter(({ count }) => count >= MIN_BIRTHS).toSorted((a, b) => b.cost - a.cost)[0]
}

function startedOf({ processes }: Evidence, { kind, process, count, seen, cpuSeconds }: BirthEvidence): Started {
  if (kind === 'process') return { words: 'processes', count, cost: count * COSTS.process }
  // Those of Python are counted by its interpreter, in their process.
  if (processes[process ?? 0]?.python !== undefined) return { words: 'threads', count: 0, cost: 0 }
  // Not every thread of another runtime is a worker with an isolate: none cost more than it used itself.
  const own = (cpuSeconds / Math.max(1, seen)) * count
  return { words: 'worker threads', count, cost: Math.min(count * COSTS.isolate, own) }
}
