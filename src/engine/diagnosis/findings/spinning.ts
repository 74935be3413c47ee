import { sum } from '../../../contract/statistics.ts'
import type { StackEvidence, ThreadEvidence } from '../evidence.ts'
import { nameOf, samplesIn, userFrame } from '../stacks.ts'
import { ACTIVE, shareIn } from '../time.ts'

/** Functions of the standard library that ask, without waiting, whether another thread or process is ready. */
const ASKS = new Set(
  'is_alive _wait_for_tstate_lock is_set done running empty full qsize ready successful poll locked exitcode'.split(
    ' ',
  ),
)
/** Part of a thread's running samples that have to be in loops that ask. Chosen: one that works between two questions stays far below. */
const MIN_ASKING = 0.9
/**
 * Part of a loop's samples that are inside such a function. Chosen: the rest is the loop itself, and a stack that is read while it
 * changes may show the line after.
 */
const MIN_IN_LOOP = 0.5
/** Chosen: fewer say nothing about what a thread does all the time. */
const MIN_SAMPLES = 10
const MIN_ACTIVE = 0.4

/** Whether a thread's own code does nothing but ask whether others are ready, as fast as it can. */
export function isSpinning(thread: ThreadEvidence): boolean {
  if (!(shareIn(thread, ACTIVE) >= MIN_ACTIVE)) return false
  const loops = new Map<string, { asking: number; all: number }>()
  for (const stack of thread.stacks) {
    const samples = samplesIn(stack, ACTIVE)
    const loop = loopOf(stack)
    const counts = loops.get(loop) ?? { asking: 0, all: 0 }
    loops.set(loop, { asking: counts.asking + (asks(stack) ? samples : 0), all: counts.all + samples })
  }
  const all = sum([...loops.values()].map((loop) => loop.all))
  const asking = sum(
    [...loops.values()].filter((loop) => loop.asking >= MIN_IN_LOOP * loop.all).map((loop) => loop.all),
  )
  return all >= MIN_SAMPLES && asking >= MIN_ASKING * all
}

/** Whether the innermost line of the user's code has called a function that asks. */
function asks(stack: StackEvidence): boolean {
  const [top] = stack.frames
  return top?.kind === 'library' && ASKS.has(nameOf(top)) && userFrame(stack) !== undefined
}

/** The function that asks, or that runs between two questions; what it calls else is a loop of its own. */
function loopOf(stack: StackEvidence): string {
  const frame = userFrame(stack)
  if (frame === undefined) return ''
  const { file, function: name, line } = frame
  return stack.frames[0] === frame || asks(stack) ? `${file}:${name}` : `${file}:${name}:${line}`
}
