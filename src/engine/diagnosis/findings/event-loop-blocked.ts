import { formatSeconds, formatShare } from '../../../contract/text.ts'
import type { Activity } from '../../../contract/activity.ts'
import type { Evidence, ThreadEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { placesOf } from '../stacks.ts'
import { ACTIVE, lifeOf, secondsIn, shareIn } from '../time.ts'
import { hasLoop, MIN_LIFE } from '../workers.ts'

/** Time after which asyncio's own debug mode calls a callback slow (source: `loop.slow_callback_duration`). */
const SLOW = 0.1
/** Node.js visits its selector for the first time when all modules are loaded; that took up to 0.2 s (measured, Node 20). */
const SLOW_NODE = 0.25
/** Share of the loop's time outside its selector. Chosen: what is asked meanwhile waits, on average, for half of that. */
const MIN_AWAY = 0.3
/** Two coroutines or more: with one, none is kept waiting. */
const MIN_COROUTINES = 1.5
/**
 * Mean time away from the selector, seconds: visits that are shorter than the samples are not seen, but each is a switch. Chosen:
 * a loop that waits more than 500 times a second comes back often enough.
 */
const MIN_MEAN = 0.002
const NODE = 'Node.js'
const BLOCKING = [
  'sleep',
  'socket',
  'poll',
  'pipe',
  'disk',
  'lock',
  'task',
  'child',
  'file-lock',
  'terminal',
  'other',
] as const satisfies readonly Activity[]

/** The event loop's thread does not come back to its selector for long stretches. */
export const eventLoopBlocked: Rule = (evidence) => {
  const [loop] = evidence.threads
    .filter((thread) => isBlocked(evidence, thread))
    .toSorted((a, b) => gapOf(b) - gapOf(a))
  if (loop === undefined) return undefined
  const away = 1 - shareIn(loop, ['loop'])
  const blocked = secondsIn([loop], BLOCKING)
  const computes = secondsIn([loop], ACTIVE) > blocked
  const activities = computes ? ACTIVE : BLOCKING
  return {
    id: 'event-loop-blocked',
    text: `The event loop in ${loop.name} was away from its selector for up to ${formatSeconds(gapOf(loop))} at a time, ${formatShare(away)} of the time in all, because it ${computes ? 'computes' : 'waits in blocking calls'}: everything else in it waits meanwhile.`,
    evidence: [
      { label: 'longest time away from the selector', value: gapOf(loop), unit: 's' },
      { label: 'share of the time away from the selector', value: away, unit: 'share' },
      { label: 'of that in blocking calls', value: blocked / lifeOf(loop), unit: 'share' },
      {
        label: 'coroutines pending, at most',
        value: evidence.processes[loop.process]?.coroutines.max ?? NaN,
        unit: '',
      },
    ],
    where: placesOf([loop], activities),
    suggestion: suggestionOf(isNode(evidence, loop), computes),
    strength: away * 0.9,
  }
}

/** The main thread of Node.js: a worker has a loop as well, and is there to compute. */
function isNode({ processes }: Evidence, thread: ThreadEvidence): boolean {
  return processes[thread.process]?.runtime === NODE && thread.main
}

function suggestionOf(node: boolean, computes: boolean): string {
  if (computes)
    return `Move the computation to a worker (${node ? 'worker_threads' : 'ProcessPoolExecutor with run_in_executor'}), or cut it into pieces.`
  return node
    ? 'Use the asynchronous form of the call: exec() or spawn() instead of execSync(), fs.promises instead of readFileSync().'
    : 'Use the asynchronous form of the call (await asyncio.sleep, an async client), or asyncio.to_thread().'
}

function isBlocked(evidence: Evidence, thread: ThreadEvidence): boolean {
  const coroutines = evidence.processes[thread.process]?.coroutines
  const node = isNode(evidence, thread)
  if (!(node || (thread.python && hasLoop(thread))) || !(lifeOf(thread) >= MIN_LIFE)) return false
  if (!(1 - shareIn(thread, ['loop']) >= MIN_AWAY && meanAway(thread) >= MIN_MEAN)) return false
  if (node) return gapOf(thread) >= SLOW_NODE
  const max = coroutines?.max ?? NaN
  const alone = Number.isNaN(max) ? secondsIn([thread], BLOCKING) < secondsIn([thread], ACTIVE) : max < MIN_COROUTINES
  return gapOf(thread) >= SLOW && !alone
}

/**
 * Longest time away from the selector, seconds: all its life for a loop that was never seen there. On a busy machine a part of it
 * is the wait for a core, which is left aside.
 */
function gapOf(thread: ThreadEvidence): number {
  const gap = Number.isNaN(thread.longestLoopGap) ? lifeOf(thread) : Math.max(thread.longestLoopGap, thread.longestRun)
  const ready = secondsIn([thread], ['ready'])
  return gap * (1 - ready / Math.max(ready, secondsIn([thread], [...ACTIVE, ...BLOCKING])))
}

/** Mean time from one wait to the next, seconds, without waits for a core: a loop that comes back often has short ones. */
function meanAway(thread: ThreadEvidence): number {
  const away = lifeOf(thread) - secondsIn([thread], ['loop', 'ready'])
  return away / Math.max(1, thread.voluntarySwitches)
}
