import type { GilLayout } from './layouts/layout.ts'
import { wordAt } from './process-memory.ts'

/** `sizeof(pthread_cond_t)` of glibc, and `sizeof(pthread_mutex_t)`: 40 on x86-64, 48 on arm64. */
const CONDITION_SIZE = 48
const MUTEX_SIZE = process.arch === 'arm64' ? 48 : 40

/**
 * Fields of `struct _gil_runtime_state`, in all versions: the switch interval in microseconds; the thread state that holds it, or held it
 * last; whether it is locked; changes of the holder; the condition variable of the waiters. The last one is followed by a mutex, the
 * condition variable of the hand-over and its mutex. Source: internal/pycore_gil.h.
 */
export const GIL_FIELDS = { interval: 0, holder: 8, locked: 16, switches: 24, condition: 32 } as const

/** Length of the struct. */
export function gilSize({ start }: GilLayout): number {
  return start + GIL_FIELDS.condition + 2 * (CONDITION_SIZE + MUTEX_SIZE)
}

export interface GilState {
  readonly enabled: boolean
  readonly locked: boolean
  /** Address of the thread state that holds it, or held it last. */
  readonly holder: number
  readonly intervalNs: number
  readonly switches: number
}

/** @param bytes the struct, as it was read at one moment */
export function gilState(bytes: Buffer, layout: GilLayout): GilState {
  const enabled = layout.enabled === undefined || bytes.readInt32LE(layout.enabled) !== 0
  return {
    enabled,
    locked: enabled && bytes.readInt32LE(layout.start + GIL_FIELDS.locked) === 1,
    holder: wordAt(bytes, layout.start + GIL_FIELDS.holder),
    intervalNs: wordAt(bytes, layout.start + GIL_FIELDS.interval) * 1000,
    switches: wordAt(bytes, layout.start + GIL_FIELDS.switches),
  }
}

/** Longest switch interval that is believed, microseconds. Chosen: 1,000 s; usual is 5 ms. */
const MAX_INTERVAL = 1e9
/** Most changes of holder that are believed. Chosen: a million a second for thirty years. */
const MAX_SWITCHES = 1e15

/** Whether the bytes can be a GIL. @param states addresses of all thread states; a holder must be one of them */
export function looksLikeGil(bytes: Buffer, layout: GilLayout, states: ReadonlySet<number>): boolean {
  const interval = wordAt(bytes, layout.start + GIL_FIELDS.interval)
  const locked = bytes.readInt32LE(layout.start + GIL_FIELDS.locked)
  const enabled = layout.enabled === undefined ? 1 : bytes.readInt32LE(layout.enabled)
  const holder = wordAt(bytes, layout.start + GIL_FIELDS.holder)
  return (
    interval >= 1 &&
    interval <= MAX_INTERVAL &&
    // -1: it was never created, as where a free-threaded build runs without it.
    (locked === 0 || locked === 1 || (locked === -1 && enabled === 0)) &&
    enabled >= 0 &&
    holder % 8 === 0 &&
    (locked !== 1 || states.has(holder)) &&
    wordAt(bytes, layout.start + GIL_FIELDS.switches) < MAX_SWITCHES
  )
}

/** Places of `__wrefs` in a `pthread_cond_t`: up to glibc 2.40, and since 2.41. Source: nptl/pthread_cond_common.c. */
const WREFS_AT = [36, 28] as const
/** The low bits of `__wrefs` of a condition variable that measures by the monotonic clock, as CPython's do. */
const CLOCK_BITS = 7
const MONOTONIC = 2

/** Samples in a row that must agree on the place before it is believed. Chosen. */
const AGREEING = 10

/**
 * Counts the threads inside a wait on the condition variables of a GIL, as glibc does: 8 in `__wrefs` for each. The bit of its clock
 * tells the place.
 */
export class WaitCounter {
  private at: number | undefined
  private seen = 0

  /** Undefined with another C library, and in the first samples. */
  count(bytes: Buffer, { start }: GilLayout): number | undefined {
    const waiters = start + GIL_FIELDS.condition
    const handOver = waiters + CONDITION_SIZE + MUTEX_SIZE
    const hasClock = (at: number) =>
      ((bytes[waiters + at] ?? 0) & CLOCK_BITS) === MONOTONIC &&
      ((bytes[handOver + at] ?? 0) & CLOCK_BITS) === MONOTONIC
    if (this.seen < AGREEING) {
      const places = WREFS_AT.filter(hasClock)
      if (places.length === 1) {
        this.seen = this.at === places[0] ? this.seen + 1 : 1
        this.at = places[0]
      }
    }
    if (this.at === undefined || this.seen < AGREEING || !hasClock(this.at)) return undefined
    return (bytes.readUInt32LE(waiters + this.at) >>> 3) + (bytes.readUInt32LE(handOver + this.at) >>> 3)
  }
}
