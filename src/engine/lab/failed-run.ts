import os from 'node:os'
import { errorMessage } from '../../contract/error-message.ts'
import { emptyRows, SCHEMA_VERSION, type Environment } from '../../contract/observation.ts'
import type { Run, TrialResult } from '../../contract/run.ts'
import { summarise } from '../../contract/summary.ts'
import type { PlannedCalls } from '../functions/planned-calls.ts'
import type { HostInfo } from '../host/host-info.ts'
import type { PlannedRun } from './plan.ts'

/** What there was when Coreglow itself failed. */
interface Remains {
  readonly id: string
  readonly createdAt: string
  readonly app: Environment['app']
  readonly hostInfo?: HostInfo
  readonly results?: readonly TrialResult[]
}

/** The record of a run that failed by a mistake of Coreglow: a message instead of silence, and the results so far. */
export function failedRun({ plan, runtime, module, calls }: PlannedRun, remains: Remains, error: unknown): Run {
  const { id, createdAt, app, hostInfo = leastHostInfo(), results = [] } = remains
  const message = `Coreglow failed (${errorMessage(error)}). This is a bug in Coreglow, not in the program that ran.`
  const missing = { missing: 'Coreglow failed during the run' }
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: calls === undefined ? 'run' : 'function',
    ...(calls && callsOf(calls, message)),
    id,
    createdAt,
    status: 'failed',
    failure: { code: 'internal', message },
    experiment: plan.experiment,
    title: module.experiment.title,
    plan,
    runtime,
    environments: [{ ...hostInfo, app, load: missing, otherLoad: missing, steal: missing }],
    clocks: [],
    calibrations: [],
    results: [...results],
    summary: summarise(plan.variants, results),
    measurements: [],
    figures: [],
    verdict: { kind: 'not-judged', text: message, noisy: false, reasons: [] },
    monitor: {
      rateAsked: plan.rate,
      rateAchieved: 0,
      missedTicks: 0,
      latenessMs: missing,
      ownCpuSeconds: missing,
      samplerCpuSeconds: missing,
    },
    recording: { tasks: [], tNs: [], busy: [], iowait: [], steal: [], rows: emptyRows() },
  }
}

/** What a run of the user's function has besides. */
function callsOf({ inspection }: PlannedCalls, message: string): Partial<Run> {
  return {
    function: inspection.function,
    inputs: inspection.inputs,
    inspection,
    controls: [],
    agreement: { equal: false, compared: 0, differs: [], notCompared: message },
    diagnosis: { findings: [{ id: 'unclear', text: message, evidence: [], where: [] }], noisy: false, reasons: [] },
  }
}

/** What Node knows of the machine without asking it. */
function leastHostInfo(): HostInfo {
  const missing = { missing: 'it could not be read' }
  return {
    os: `${os.type()} ${os.release()}`,
    architecture: process.arch,
    cpuModel: os.cpus()[0]?.model ?? 'unknown CPU',
    cores: os.cpus().length,
    usableCores: os.availableParallelism(),
    cpuQuota: missing,
    governor: missing,
    memoryBytes: os.totalmem(),
    host: os.hostname(),
  }
}
