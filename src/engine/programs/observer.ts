import { setTimeout as sleep } from 'node:timers/promises'
import type { Diagnosis } from '../../contract/finding.ts'
import type { Exit } from '../../contract/observation.ts'
import type { ActivityReport } from '../../contract/activity.ts'
import type { ActivityRecord, ProgramEvent } from '../../contract/program.ts'
import type { CollectorOptions, EvidenceCollector } from '../diagnosis/collector.ts'
import type { Evidence } from '../diagnosis/evidence.ts'
import { type ProgramSummary, summarize, summarizeProcesses } from '../diagnosis/summary.ts'
import { SETTLE_MS, type ActivityMonitor, type FollowedProcess } from '../monitor/activity/activity-source.ts'
import type { MonitorListener } from '../monitor/monitor.ts'
import type { RecordLog } from '../observation/record-log.ts'
import { createActivityLog } from './activity-log.ts'
import { createRecentFunctions } from './live-functions.ts'
import { createSteadyDiagnosis } from './steady-diagnosis.ts'

/** The parts that see what a program does, and say what is wrong. */
export interface ObserverContext {
  /** A reader of thread states and GILs with a thread of its own. */
  readonly createActivity: () => ActivityMonitor
  readonly createCollector: (options: CollectorOptions) => EvidenceCollector
  readonly diagnose: (evidence: Evidence) => Diagnosis
}

export interface ObserverOptions extends CollectorOptions {
  readonly log: RecordLog
  readonly rates: { readonly samples: number; readonly functions: number }
  readonly emit: (event: ProgramEvent) => void
}

/** All that looks at one program, from its begin to its end: what it sees goes to the client, to the log, and into the evidence. */
export interface ProgramObserver {
  readonly onMonitor: MonitorListener
  follow(process: FollowedProcess): void
  exited(pid: number, exit: Exit): void
  wrote(lines: readonly string[]): void
  lookAt(pid: number | undefined): void
  /** What is known so far. */
  report(): Promise<{
    readonly summary: ProgramSummary
    readonly diagnosis: Diagnosis
    readonly activity: ActivityRecord
    readonly gil: ActivityReport
  }>
  close(): Promise<void>
}

const TICK_MS = 1000

export function openObserver(
  context: ObserverContext,
  { log, rates, emit, ...options }: ObserverOptions,
): ProgramObserver {
  const activity = context.createActivity()
  const collector = context.createCollector(options)
  const kept = createActivityLog((record) => log.append(record))
  const recent = createRecentFunctions()
  const steady = createSteadyDiagnosis()
  const { onActivity } = collector
  activity.setRates(rates)
  const leave = activity.listen({
    ...onActivity,
    onThreads(threads, gils) {
      kept.onThreads(threads, gils)
      onActivity.onThreads?.(threads, gils)
      emit({ type: 'threads', threads: [...threads], gils: [...gils] })
    },
    onWindow(window, details) {
      kept.onWindow(window)
      onActivity.onWindow?.(window, details)
      emit({ type: 'window', window })
    },
    onStacks(stacks) {
      recent.onStacks(stacks)
      onActivity.onStacks?.(stacks)
    },
    onTurns: (turns) => emit({ type: 'turns', turns }),
    onWarning: (message) => emit({ type: 'warning', message }),
  })
  const tick = () => {
    if (rates.functions > 0) emit({ type: 'functions', threads: [...recent.functions()] })
    const evidence = collector.evidence()
    const processes = [...summarizeProcesses(evidence, options.startNs)]
    const { cpuSeconds, seconds: wallSeconds } = evidence
    const diagnosis = steady(context.diagnose(evidence))
    emit({ type: 'diagnosis', diagnosis, processes, cpuSeconds, wallSeconds })
  }
  const timer = setInterval(tick, TICK_MS)
  return {
    onMonitor: collector.onMonitor,
    follow: (process) => activity.follow(process),
    exited: (pid, exit) => collector.exited(pid, exit),
    wrote: (lines) => collector.wrote(lines),
    lookAt: (pid) => activity.lookAt(pid),
    async report() {
      await sleep(SETTLE_MS)
      const gil = await activity.report()
      const evidence = collector.evidence()
      return {
        summary: summarize(evidence, options.startNs),
        diagnosis: context.diagnose(evidence),
        activity: kept.record(),
        gil,
      }
    },
    async close() {
      clearInterval(timer)
      leave()
      await activity.close()
    },
  }
}
