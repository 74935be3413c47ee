import { copying } from './copying.ts'
import { cpuLimit } from './cpu-limit.ts'
import { disk } from './disk.ts'
import { eventLoopBlocked } from './event-loop-blocked.ts'
import { failed } from './failed.ts'
import { gilContention } from './gil-contention.ts'
import { handOver } from './hand-over.ts'
import { fineTogether, healthy, noneFaster } from './healthy.ts'
import { imbalance } from './imbalance.ts'
import { keepsState } from './keeps-state.ts'
import { lockContention } from './lock-contention.ts'
import { nativeParallel } from './native-parallel.ts'
import { notPicklable } from './not-picklable.ts'
import { oversubscribed } from './oversubscribed.ts'
import { resultsDiffer } from './results-differ.ts'
import type { FunctionRule } from './rule.ts'
import { serial } from './serial.ts'
import { startUp } from './start-up.ts'
import { tooFewCores, unclear } from './unclear.ts'
import { waiting } from './waiting.ts'

/** What decides the speed, or the results; sorted by strength. */
export const RULES: readonly FunctionRule[] = [
  tooFewCores,
  failed,
  resultsDiffer,
  keepsState,
  notPicklable,
  gilContention,
  lockContention,
  nativeParallel,
  waiting,
  disk,
  handOver,
  copying,
  startUp,
  eventLoopBlocked,
  serial,
  fineTogether,
  imbalance,
  oversubscribed,
  cpuLimit,
  unclear,
]

/** Where none of those applies: the first that does. */
export const OTHERWISE: readonly FunctionRule[] = [healthy, noneFaster]
