import type { InterpreterSummary, ProcessSummary, ThreadSummary } from '../../contract/program.ts'
import type { Exit } from '../../contract/observation.ts'
import type { ActivityListener } from '../monitor/activity/activity-source.ts'
import type { MonitorListener } from '../monitor/monitor.ts'
import type { Evidence } from './evidence.ts'

/** Turns what the sampler and the activity reader see of a program into evidence, while it goes on. Its memory is bounded. */
export interface EvidenceCollector {
  readonly onMonitor: Required<Pick<MonitorListener, 'onFrame' | 'onTasks'>>
  readonly onActivity: ActivityListener
  /** How a process ended, from whoever was its parent. */
  exited(pid: number, exit: Exit): void
  /** The last lines that the program wrote to standard error. */
  wrote(lines: readonly string[]): void
  /** The evidence so far: a new object, cheap enough for once a second. */
  evidence(): Evidence
  summary(): ProgramSummary
}

export interface ProgramSummary {
  readonly wallSeconds: number
  readonly cpuSeconds: number
  readonly usableCores: number
  readonly processes: readonly ProcessSummary[]
  readonly threads: readonly ThreadSummary[]
  readonly interpreters: readonly InterpreterSummary[]
}

export interface CollectorOptions {
  /** pid of the program's first process. */
  readonly root: number
  readonly attached: boolean
  /** When Coreglow started it, or began to watch it, ns. */
  readonly startNs: number
}
