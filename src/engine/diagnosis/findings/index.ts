import type { Rule } from '../rule.ts'
import { busyWait } from './busy-wait.ts'
import { contendedObject } from './contended-object.ts'
import { copying } from './copying.ts'
import { cpuLimit } from './cpu-limit.ts'
import { daemonThreads } from './daemon-threads.ts'
import { deadlock } from './deadlock.ts'
import { disk } from './disk.ts'
import { eventLoopBlocked } from './event-loop-blocked.ts'
import { failed } from './failed.ts'
import { gilContention } from './gil-contention.ts'
import { gilConvoy } from './gil-convoy.ts'
import { gilEnabled } from './gil-enabled.ts'
import { gilLongHold } from './gil-long-hold.ts'
import { gilSmallCalls } from './gil-small-calls.ts'
import { handOver } from './hand-over.ts'
import { healthy } from './healthy.ts'
import { imbalance } from './imbalance.ts'
import { lockAcrossIo } from './lock-across-io.ts'
import { lockContention } from './lock-contention.ts'
import { memory } from './memory.ts'
import { nativeParallel } from './native-parallel.ts'
import { orphans } from './orphans.ts'
import { oversubscribed } from './oversubscribed.ts'
import { parentBound } from './parent-bound.ts'
import { poolTooSmall } from './pool-too-small.ts'
import { serial } from './serial.ts'
import { startUp } from './start-up.ts'
import { unclear } from './unclear.ts'
import { waiting } from './waiting.ts'
import { workersDying } from './workers-dying.ts'

/** What happened: true however short the program was, and whatever else the machine did. */
export const EVENTS: readonly Rule[] = [failed, deadlock, workersDying, orphans, daemonThreads]

/** Faults that shares of time show. */
export const FAULTS: readonly Rule[] = [
  serial,
  gilContention,
  gilConvoy,
  gilLongHold,
  gilSmallCalls,
  gilEnabled,
  busyWait,
  lockContention,
  lockAcrossIo,
  contendedObject,
  handOver,
  copying,
  parentBound,
  startUp,
  imbalance,
  oversubscribed,
  cpuLimit,
  eventLoopBlocked,
  poolTooSmall,
  waiting,
  disk,
  memory,
]

/** Where there is no fault: the first is why none can be said to be there. */
export const NO_FAULT: readonly Rule[] = [unclear, nativeParallel, healthy]
