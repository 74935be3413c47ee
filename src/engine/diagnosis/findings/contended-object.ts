import { sum } from '../../../contract/statistics.ts'
import { formatShare } from '../../../contract/text.ts'
import type { Evidence, StackEvidence, ThreadEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { jobOf, nameOf, placesOf, samplesIn } from '../stacks.ts'
import { coresBusy, secondsIn, shareIn } from '../time.ts'
import { pythonThreads } from '../workers.ts'
import { number } from './words.ts'

/** Share of their time in which threads wait for the interpreter's own locks, or for each other. Chosen. */
const MIN_SHARE = 0.1
const MIN_SAMPLES = 10
/** Functions that take a lock because the program says so: such waits are `lock-contention`. */
const LOCKS = new Set(['acquire', '__enter__', 'wait', 'get', 'put', 'join', 'result'])

/** Without a GIL: threads that compute wait for the lock inside an object that all of them use. */
export const contendedObject: Rule = (evidence) => {
  for (const [position, { python }] of evidence.processes.entries()) {
    if (python?.freeThreaded !== true || python.gilEnabled) continue
    const threads = contending(evidence, position)
    const waited =
      threads.length === 0
        ? 0
        : secondsIn(threads, ['lock', 'world-stopped']) /
          secondsIn(threads, ['python', 'native', 'ready', 'lock', 'world-stopped'])
    if (threads.length < 2 || !(waited >= MIN_SHARE)) continue
    return {
      id: 'contended-object',
      text: `${number(threads.length)} threads run without the GIL, but wait for each other inside the interpreter ${formatShare(waited)} of their time: they use one object at the same lines.`,
      evidence: [
        { label: 'share of their time in which they wait inside the interpreter', value: waited, unit: 'share' },
        { label: 'threads', value: threads.length, unit: '' },
        { label: 'cores busy', value: coresBusy(evidence), unit: '' },
      ],
      where: placesOf(threads, ['lock', 'world-stopped']),
      suggestion: 'Give each thread an object of its own, and join the results at the end.',
      strength: 0.5 + waited / 2,
    }
  }
  return undefined
}

/** Threads with one job that compute, and whose waits for locks are at lines that take none. */
function contending(evidence: Evidence, process: number): readonly ThreadEvidence[] {
  const computing = pythonThreads(evidence, process).filter(
    (thread) => shareIn(thread, ['python', 'native', 'ready', 'lock', 'world-stopped']) > 0.8,
  )
  const job = computing.map(jobOf).find((one) => one !== undefined)
  return computing.filter((thread) => jobOf(thread) === job && hiddenWaits(thread) >= MIN_SAMPLES)
}

function hiddenWaits({ stacks }: ThreadEvidence): number {
  return sum(stacks.filter(takesNoLock).map((stack) => samplesIn(stack, ['lock', 'world-stopped'])))
}

function takesNoLock({ frames: [top] }: StackEvidence): boolean {
  return top !== undefined && !LOCKS.has(nameOf(top))
}
