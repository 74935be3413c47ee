import type { Activity } from '../../contract/activity.ts'
import type { Place } from '../../contract/finding.ts'
import { sum } from '../../contract/statistics.ts'
import type { FrameEvidence, StackEvidence, ThreadEvidence } from './evidence.ts'

/** What a thread is about at one moment: modules are imported, a worker is started, work is handed over, or the user's own work. */
export type Purpose = 'import' | 'birth' | 'hand-over' | 'work'

/** Modules of the standard library that hand work and results over. Source: the library's documentation, "Concurrent Execution". */
const HAND_OVER_FILES = /[/\\](?:multiprocessing|concurrent[/\\]futures)[/\\]|[/\\](?:queue|pickle|threading)\.py$/
/** Functions of these modules from which the user's function is called: on top of a stack, it is built in, and that is work. */
const CALLERS = new Set(['run', '_process_worker', '_process_chunk', 'mapstar', 'starmapstar', 'worker', '<listcomp>'])
/** Functions of these modules that start a thread or a process, and those that a new one runs before the user's function. */
const BIRTHS = new Set(
  'start _bootstrap _bootstrap_inner _set_tstate_lock _set_ident _delete _launch _start_process _spawn_process _adjust_process_count _repopulate_pool fork spawnv_passfds'.split(
    ' ',
  ),
)
/** `multiprocessing.spawn` runs the main file of its parent again. */
const SPAWN_IMPORT = /^_fixup_main_from_/

/** What a stack says by its frames alone: it is read once, since equal stacks are one object and rules ask for it again each second. */
function byFrames<Result>(
  read: (frames: readonly FrameEvidence[]) => Result,
): (stack: Pick<StackEvidence, 'frames'>) => Result {
  const known = new WeakMap<readonly FrameEvidence[], { readonly result: Result }>()
  return ({ frames }) => {
    const before = known.get(frames)
    if (before !== undefined) return before.result
    const result = read(frames)
    known.set(frames, { result })
    return result
  }
}

/** A function's own name: "is_alive" of "Thread.is_alive", as which it is known before CPython 3.11. */
export function nameOf({ function: name }: FrameEvidence): string {
  return name.slice(name.lastIndexOf('.') + 1)
}

export function isUserFrame(frame: FrameEvidence): boolean {
  return frame.kind === 'user'
}

/** Where a process that was forked begins: what lies below on its stack is its parent's. */
const FORKED = /[/\\]multiprocessing[/\\]process\.py$/

/** The frames of the thread itself, without those that it got from its parent by `fork`. */
const ownFrames = byFrames((frames) => {
  const begin = frames.findIndex((frame) => nameOf(frame) === '_bootstrap' && FORKED.test(frame.file))
  return begin === -1 ? frames : frames.slice(0, begin + 1)
})

/** The innermost line of the user's own code. */
export const userFrame = byFrames((frames) => ownFrames({ frames }).find(isUserFrame))

/** Frames that were called from the innermost line of the user's code; all of them where there is none. */
function framesAbove(stack: Pick<StackEvidence, 'frames'>): readonly FrameEvidence[] {
  const frames = ownFrames(stack)
  const position = frames.findIndex(isUserFrame)
  return position === -1 ? frames : frames.slice(0, position)
}

/** The line that a stack was seen at, a library's as well, as a key; undefined for an empty one. */
function topLine({ frames: [top] }: StackEvidence): string | undefined {
  return top === undefined ? undefined : `${top.file}:${top.line}`
}

export const purposeOf = byFrames((frames): Purpose => {
  if (frames.some(isImport)) return 'import'
  const above = framesAbove({ frames })
  const [top] = above
  if (top === undefined || CALLERS.has(nameOf(top)) || !above.some(({ file }) => HAND_OVER_FILES.test(file)))
    return 'work'
  const own = userFrame({ frames }) === undefined
  return (own ? [top] : above).some((frame) => BIRTHS.has(nameOf(frame))) ? 'birth' : 'hand-over'
})

function isImport(frame: FrameEvidence): boolean {
  const name = nameOf(frame)
  return (frame.kind === 'frozen' && name.startsWith('_find_and_load')) || SPAWN_IMPORT.test(name)
}

/** Times that a stack was seen in any of the activities. */
export function samplesIn(stack: StackEvidence, activities: readonly Activity[]): number {
  return sum(activities.map((activity) => stack.activity[activity] ?? 0))
}

/** Stacks at the lines at which threads were seen in the activity, whatever they did there at other times. */
export function stacksAtLinesOf(stacks: readonly StackEvidence[], activity: Activity): readonly StackEvidence[] {
  const lines = new Set(stacks.filter((stack) => samplesIn(stack, [activity]) > 0).map(topLine))
  return stacks.filter((stack) => lines.has(topLine(stack)))
}

/** Samples of the threads in any of the activities, by purpose. */
export function purposes(
  threads: readonly ThreadEvidence[],
  activities: readonly Activity[],
): Readonly<Record<Purpose | 'all', number>> {
  const counts = { import: 0, birth: 0, 'hand-over': 0, work: 0, all: 0 }
  for (const stack of threads.flatMap((thread) => thread.stacks)) {
    const samples = samplesIn(stack, activities)
    counts[purposeOf(stack)] += samples
    counts.all += samples
  }
  return counts
}

/**
 * Whether a thread was given work: the user's own code was on its stack at some time, or it was most often in a function that is
 * built in, such as `time.sleep` in a pool's `map`: the library's function that calls is on top then.
 */
export function runsTasks(thread: ThreadEvidence): boolean {
  if (thread.stacks.some((stack) => userFrame(stack) !== undefined)) return true
  return isMostly(thread, ({ frames: [top] }) => top !== undefined && isCaller(top))
}

/** What asyncio's loop is in all the time, and what it calls coroutines from. */
const RUN_ONCE = '_run_once'

/** Whether an event loop of asyncio is on the stack. */
export const isInLoop = byFrames((frames) => frames.some((frame) => nameOf(frame) === RUN_ONCE))

/** Whether the thread was seen with such stacks more than half of the times. */
export function isMostly({ stacks }: ThreadEvidence, fits: (stack: StackEvidence) => boolean): boolean {
  return timesSeen(stacks.filter(fits)) > timesSeen(stacks) / 2
}

function timesSeen(stacks: readonly StackEvidence[]): number {
  return sum(stacks.map(({ samples }) => samples))
}

function isCaller(frame: FrameEvidence): boolean {
  return CALLERS.has(nameOf(frame)) && HAND_OVER_FILES.test(frame.file)
}

/** The outermost function of the user's code in which the thread was most often: what it was started for. */
export function jobOf(thread: ThreadEvidence): string | undefined {
  for (const stack of thread.stacks) {
    const frame = ownFrames(stack).findLast((one) => isUserFrame(one) && one.function !== '<module>')
    if (frame !== undefined) return `${frame.file}:${frame.function}`
  }
  return undefined
}

/** A frame as a finding names it. */
export function placeOf({ function: name, file, line }: FrameEvidence): Place {
  return { function: name, file, line }
}

/** Lines of a finding: more are not read. Chosen. */
const MAX_PLACES = 3

/** Lines of the user's code in which the threads were, in any of the activities, most often first. */
export function placesOf(
  threads: readonly ThreadEvidence[],
  activities: readonly Activity[],
  fits: (stack: StackEvidence) => boolean = () => true,
): Place[] {
  const found = new Map<string, { readonly place: Place; samples: number }>()
  for (const stack of threads.flatMap((thread) => thread.stacks)) {
    const frame = userFrame(stack)
    const samples = samplesIn(stack, activities)
    if (frame === undefined || samples === 0 || !fits(stack)) continue
    const key = `${frame.file}:${frame.line}`
    const entry = found.get(key) ?? { place: placeOf(frame), samples: 0 }
    entry.samples += samples
    found.set(key, entry)
  }
  // A line of `python -c` or of `exec` can be looked up nowhere: it counts where there is no other.
  const inFiles = [...found.values()].filter(({ place }) => !place.file.startsWith('<'))
  return (inFiles.length > 0 ? inFiles : [...found.values()])
    .toSorted((a, b) => b.samples - a.samples)
    .slice(0, MAX_PLACES)
    .map(({ place }) => place)
}
