import { mkdtempSync } from 'node:fs'
import { cp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorMessage } from '../../contract/error-message.ts'
import type { Agreement, Control, Inspection, Sweep } from '../../contract/function.ts'
import { compareResults, type TrialOutcome } from './agreement.ts'
import { summariseControls, type ControlSpec, type ControlTimes } from './controls.ts'
import type { PlannedCalls } from './planned-calls.ts'

/** Name of the folder with the results of a run's trials, without its end. */
function resultsPrefix(id: string): string {
  return `coreglow-${id}-`
}

/** What a run of the user's function found beside the results of its trials. */
export interface CallsReport {
  readonly inspection: Inspection
  readonly controls: readonly Control[]
  readonly agreement: Agreement
  readonly sweep?: readonly Sweep[]
  /** Highest resident memory of all processes of a variant's trials together, bytes, by the variant's id. */
  readonly memoryBytes: Readonly<Record<string, number>>
}

/** State of a run of the user's function, beside the state that every run has. */
export interface FunctionState {
  readonly planned: PlannedCalls
  readonly controls: ControlTimes[]
  /** Units of work of the controls, by work. */
  readonly amounts: Map<string, number>
  readonly sweep: Sweep[]
  /** Keeps the results that a trial's workload has written to a folder. */
  keep(outcome: TrialOutcome): Promise<void>
  notePeak(variant: string, bytes: number | undefined): void
  report(): Promise<CallsReport>
  close(): Promise<void>
}

export function createFunctionState(id: string, planned: PlannedCalls): FunctionState {
  const folder = mkdtempSync(join(tmpdir(), resultsPrefix(id)))
  const outcomes: TrialOutcome[] = []
  const peaks: Record<string, number> = {}
  const controls: ControlTimes[] = []
  const sweep: Sweep[] = []
  const { inspection } = planned
  return {
    planned,
    controls,
    amounts: new Map(),
    sweep,
    async keep(outcome) {
      const kept = join(folder, `${outcome.variant}-${outcome.repeat}`)
      await rename(outcome.folder, kept).catch(() => cp(outcome.folder, kept, { recursive: true }))
      outcomes.push({ ...outcome, folder: kept })
    },
    notePeak(variant, bytes) {
      if (bytes !== undefined) peaks[variant] = Math.max(peaks[variant] ?? 0, bytes)
    },
    report: async () => ({
      inspection,
      controls: summariseControls(planned.controls, controls),
      agreement: await compareResults(outcomes, inspection.inputs.count).catch(noAgreement),
      sweep: sweep.length > 0 ? sweep : undefined,
      memoryBytes: peaks,
    }),
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

/** Removes what a run of this id has left of its results, if its Coreglow was killed. Never rejects. */
export async function removeResults(id: string): Promise<void> {
  const names = await readdir(tmpdir()).catch((): string[] => [])
  const own = names.filter((name) => name.startsWith(resultsPrefix(id)))
  await Promise.all(own.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true }).catch(() => {})))
}

/** What is known of a run whose Coreglow was killed: its results are gone, and were not compared. */
export function recoveredCalls(
  inspection: Inspection,
  specs: readonly ControlSpec[],
  times: readonly ControlTimes[],
): CallsReport {
  const agreement = noAgreement('Coreglow ended before')
  return { inspection, controls: summariseControls(specs, times), agreement, memoryBytes: {} }
}

function noAgreement(error: unknown): Agreement {
  const notCompared = `The results could not be compared (${errorMessage(error)}).`
  return { equal: false, compared: 0, differs: [], notCompared }
}
