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
/** Chosen: fewer say nothing about what a thread does all the time. */
const MIN_SAMPLES = 10
const MIN_ACTIVE = 0.4

/** Whether a thread does nothing but ask whether others are ready, as fast as it can. */
export function isSpinning(thread: ThreadEvidence): boolean {
  if (!(shareIn(thread, ACTIVE) >= MIN_ACTIVE)) return false
  const lines = askingLines(thread)
  if (lines.size === 0) return false
  let [asking, all] = [0, 0]
  for (const stack of thread.stacks) {
    const samples = samplesIn(stack, ACTIVE)
    const frame = userFrame(stack)
    all += samples
    if (frame !== undefined && lines.has(lineOf(frame))) asking += samples
  }
  return all >= MIN_SAMPLES && asking >= MIN_ASKING * all
}

/** Whether the innermost line of the user's code has called a function that asks. */
export function asks(stack: StackEvidence): boolean {
  const [top] = stack.frames
  return top?.kind === 'library' && ASKS.has(nameOf(top))
}

function askingLines(thread: ThreadEvidence): ReadonlySet<string> {
  const frames = thread.stacks.filter((stack) => samplesIn(stack, ACTIVE) > 0 && asks(stack)).map(userFrame)
  return new Set(frames.filter((frame) => frame !== undefined).map((frame) => lineOf(frame)))
}

function lineOf({ file, function: name, line }: FrameEvidence): string {
  return `${file}:${name}:${line}`
}
