import { RUNNING_ACTIVITIES } from '../../../contract/activity.ts'
import { sum } from '../../../contract/statistics.ts'
import { helperName } from '../../monitor/proc-program.ts'
import type { ProcessEvidence, ThreadEvidence } from '../evidence.ts'
import type { SeenProcess } from './seen-process.ts'
import type { SeenThread } from './seen-thread.ts'
import { inSeconds, type ToSeconds } from './times.ts'

/** Ends of parent and child in the same look of the sampler say nothing; chosen: some looks at 20 Hz. */
const ORPHAN_NS = 2e8

export function processEvidence(
  process: SeenProcess,
  all: readonly SeenProcess[],
  nowNs: number,
  seconds: ToSeconds,
): Omit<ProcessEvidence, 'coroutines' | 'threadsBegun'> {
  const { pid, name, command, parent, exit, activity, facts, existed, startUp, endNs } = process
  const position = parent === undefined ? -1 : all.indexOf(parent)
  const { version, freeThreaded, gilEnabled } = activity?.python ?? {}
  return {
    pid,
    ...(position >= 0 && { parent: position }),
    name,
    command,
    ...(version !== undefined && { python: { version, freeThreaded: freeThreaded!, gilEnabled: gilEnabled! } }),
    ...(activity?.runtime !== undefined && { runtime: activity.runtime }),
    ...(activity?.missing !== undefined && { missing: activity.missing }),
    start: existed ? 0 : seconds(process.startNs),
    end: seconds(endNs),
    ...(exit !== undefined && { exit }),
    orphan: isOrphan(process, all, nowNs),
    cpuSeconds: process.cpuNs.total / 1e9,
    io: facts.io,
    memory: facts.memory,
    handlesSignals: facts.handlesSignals,
    affinity: facts.affinity,
    quota: facts.quota,
    throttledSeconds: facts.throttledSeconds,
    startUpSeconds: existed ? NaN : startUp.startUpSeconds,
    importSeconds: startUp.importSeconds,
    childrenBegun: process.childrenSeen,
    interpretersBegun: Math.max(process.lastInterpreter, process.interpretersMade.total),
  }
}

/** Where Coreglow ended the program, its processes end in any order; Python's own helpers see the end of theirs a little later. */
function isOrphan({ parent, endNs, command }: SeenProcess, all: readonly SeenProcess[], nowNs: number): boolean {
  if (parent === undefined || helperName(command.join(' ')) !== undefined) return false
  if (all.some(({ exit }) => exit !== undefined && 'signal' in exit && exit.byCoreglow)) return false
  return Math.min(endNs, nowNs) - parent.endNs > ORPHAN_NS
}

export function threadEvidence(thread: SeenThread, all: readonly SeenProcess[], seconds: ToSeconds): ThreadEvidence {
  const { process, existed, entry, activityNs, lastActivity, lastFrames, stacks } = thread
  const activity = inSeconds(activityNs)
  const wait = thread.wait.evidence(seconds)
  const timesIn = (activities: readonly (keyof typeof activity)[]) => sum(activities.map((each) => activity[each] ?? 0))
  return {
    process: all.indexOf(process),
    tid: thread.tid,
    name: thread.name,
    main: thread.main,
    python: thread.python,
    start: existed ? 0 : seconds(thread.startNs),
    end: seconds(thread.endNs),
    // A thread that the sampler never saw lived between two of its looks.
    cpuSeconds: secondsOr(thread.cpuNs.total, timesIn(RUNNING_ACTIVITIES)),
    readySeconds: secondsOr(thread.runQueueNs.total, timesIn(['ready'])),
    activity,
    voluntarySwitches: thread.voluntarySwitches.total,
    involuntarySwitches: thread.involuntarySwitches.total,
    longestRun: thread.longestRunNs / 1e9,
    longestLoopGap: thread.longestLoopGapNs / 1e9,
    stacks: stacks.list(),
    ...(stacks.samples > 0 && { last: { activity: lastActivity, frames: lastFrames } }),
    ...(wait !== undefined && { longestWait: wait }),
    ...(entry?.daemon !== undefined && { daemon: entry.daemon }),
  }
}

function secondsOr(ns: number, otherwise: number): number {
  return Number.isNaN(ns) ? otherwise : ns / 1e9
}
