import { sum } from '../../../contract/statistics.ts'
import type { FrameEvidence, StackEvidence, ThreadEvidence } from '../evidence.ts'
import { nameOf, samplesIn, userFrame } from '../stacks.ts'
import { ACTIVE, shareIn } from '../time.ts'

/** Functions of the standard library that ask, without waiting, whether another thread or process is ready. */
const ASKS = new Set(
  'is_alive _wait_for_tstate_lock is_set done running empty full qsize ready successful poll locked exitcode'.split(
    ' ',
  ),
)
/** Part of a thread's running samples that have to be questions. Chosen: one that works between two questions stays far below. */
const MIN_ASKING = 0.9
/** Part of the samples at a line that are inside such a function. Chosen: a stack that is read while it changes may show the line after. */
const MIN_AT_LINE = 0.3
/** Chosen: fewer say nothing about what a thread does all the time. */
const MIN_SAMPLES = 10
const MIN_ACTIVE = 0.4

/** Whether a thread's own code does nothing but ask whether others are ready, as fast as it can. */
export function isSpinning(thread: ThreadEvidence): boolean {
  if (!(shareIn(thread, ACTIVE) >= MIN_ACTIVE)) return false
  const lines = new Map<string, { asking: number; all: number }>()
  for (const stack of thread.stacks) {
    const frame = userFrame(stack)
    const samples = samplesIn(stack, ACTIVE)
    const line = frame === undefined ? '' : lineOf(frame)
    const counts = lines.get(line) ?? { asking: 0, all: 0 }
    lines.set(line, {
      asking: counts.asking + (frame !== undefined && asks(stack) ? samples : 0),
      all: counts.all + samples,
    })
  }
  const all = sum([...lines.values()].map((line) => line.all))
  const asking = sum(
    [...lines.values()].filter((line) => line.asking >= MIN_AT_LINE * line.all).map((line) => line.all),
  )
  return all >= MIN_SAMPLES && asking >= MIN_ASKING * all
}

/** Whether the innermost line of the user's code has called a function that asks. */
function asks(stack: StackEvidence): boolean {
  const [top] = stack.frames
  return top?.kind === 'library' && ASKS.has(nameOf(top))
}

function lineOf({ file, function: name, line }: FrameEvidence): string {
  return `${file}:${name}:${line}`
}
