import { ACTIVITIES, type Activity, WANTS_TO_RUN_ACTIVITIES } from '../../../contract/activity.ts'

/** Positions in `ACTIVITIES`, in which samples are kept. */
export const CODE = {
  unknown: 0,
  python: 1,
  native: 2,
  runs: 3,
  'gil-off-core': 4,
  gil: 5,
  'world-stopped': 6,
  ready: 7,
  lock: 8,
  task: 9,
  idle: 10,
  socket: 11,
  pipe: 12,
  disk: 13,
  terminal: 14,
  child: 15,
  sleep: 16,
  loop: 17,
  poll: 18,
  'file-lock': 19,
  memory: 20,
  other: 21,
  stopped: 22,
} as const satisfies Readonly<Record<Activity, number>>

function table(activities: readonly Activity[]): Uint8Array {
  return Uint8Array.from(ACTIVITIES, (activity) => (activities.includes(activity) ? 1 : 0))
}

/** By code: the thread waits for nothing but a core or the GIL. */
export const WANTS_TO_RUN = table(WANTS_TO_RUN_ACTIVITIES)

/** By code: what is waited for is kept. */
export const HAS_TARGET = table(['lock', 'task', 'pipe'])

/**
 * By code: the thread has no work of its own at the moment. It is idle in a pool or an event loop, or waits for another
 * thread, process or future, which are counted themselves. What an unknown thread does is not guessed.
 */
export const NOT_IN_FLIGHT = table(['idle', 'task', 'loop', 'child', 'unknown'])
