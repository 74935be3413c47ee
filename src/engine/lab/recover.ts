import { readdir, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { errorMessage } from '../../contract/error-message.ts'
import { SCHEMA_VERSION, type Clock } from '../../contract/observation.ts'
import type { Run, TrialResult } from '../../contract/run.ts'
import type { SavedRecord } from '../../contract/saved-record.ts'
import { withDigest } from '../digest/digest.ts'
import type { ExperimentModule } from '../experiments/experiment.ts'
import { isRunning } from '../host/process-identity.ts'
import { DamagedFileError, isFrame, readPartial, type PartialRecord } from '../observation/partial-file.ts'
import { toRecording } from '../observation/recording.ts'
import { createActivityLog, isActivityRecord, replayActivity, type ActivityLog } from '../programs/activity-log.ts'
import type { ProgramStart } from '../programs/program-log.ts'
import { summaryOf } from '../programs/summary.ts'
import type { Archive } from '../archive/archive.ts'
import { controlsOf, type ControlTimes } from '../functions/controls.ts'
import { recoveredCalls, removeResults } from '../functions/function-state.ts'
import { moduleOfPlan } from '../functions/module.ts'
import { toRecord } from './record.ts'
import { RunRecordSchema, type RunStart } from './run-log.ts'

export const PARTIAL_SUFFIX = '.partial'
const CAUSES = 'a crash, a kill or a power cut'
/** Age without a write at which the run of another machine is over. Chosen: a living one writes every second. */
const ABANDONED_MS = 600_000

export interface RecoveryOptions {
  /** Its folder may be shared by other Coreglows. */
  readonly archive: Pick<Archive, 'folder' | 'save' | 'has'>
  readonly experiments: readonly ExperimentModule[]
}

/**
 * Makes records of runs that a crash, a kill or a power cut has ended, and saves them. Those of a Coreglow that lives are left
 * alone. Returns a sentence for each file that could not be read whole: it is set aside. Never rejects.
 */
export async function recoverRuns(options: RecoveryOptions): Promise<string[]> {
  const names = await readdir(options.archive.folder).catch((): string[] => [])
  const sentences: string[] = []
  for (const name of names.filter((file) => file.endsWith(PARTIAL_SUFFIX))) {
    const path = join(options.archive.folder, name)
    const sentence = await recoverFile(path, options).catch((error: unknown) => cannot(path, error))
    if (sentence !== undefined) sentences.push(sentence)
  }
  return sentences
}

function cannot(path: string, error: unknown): string {
  return `The interrupted run in ${path} could not be recovered: ${errorMessage(error)}`
}

async function recoverFile(path: string, { archive, experiments }: RecoveryOptions): Promise<string | undefined> {
  const found = await readRunLog(path)
  if (found.start === undefined) {
    // A Coreglow that has just begun to write has no start there yet.
    return (await isAbandoned(path)) || found.damage !== undefined ? setAside(path, found.damage) : undefined
  }
  if (isRunning(found.start.writer) ?? !(await isAbandoned(path))) return undefined
  await removeResults(found.start.id)
  if (await archive.has(found.start.id)) {
    await rm(path, { force: true })
    return undefined
  }
  const aside = found.damage === undefined ? undefined : asideOf(path)
  const saved = await archive.save(withDigest(await toRecovered(path, found, found.start, experiments, aside)))
  if (!saved.ok) return cannot(path, saved.reason)
  if (aside === undefined) await rm(path, { force: true })
  else await rename(path, aside)
  return (
    aside &&
    `The recording of an interrupted run is damaged. What is before the damage was recovered; the file is kept as ${aside}.`
  )
}

async function setAside(path: string, damage: DamagedFileError | undefined): Promise<string> {
  const aside = asideOf(path)
  await rename(path, aside)
  return `The file of an interrupted run cannot be read (${damage?.message ?? 'it has no beginning'}). It was moved to ${aside}.`
}

function asideOf(path: string): string {
  return `${path}.broken-${new Date().toISOString().replace(/[-:.]/g, '')}`
}

async function isAbandoned(path: string): Promise<boolean> {
  return Date.now() - (await stat(path)).mtimeMs > ABANDONED_MS
}

interface FoundLog {
  readonly start?: RunStart | ProgramStart
  readonly results: readonly TrialResult[]
  readonly calibrations: Run['calibrations']
  readonly clocks: readonly Clock[]
  readonly startMethods: readonly string[]
  readonly controls: readonly ControlTimes[]
  readonly activity: ActivityLog
  readonly frames: number
  readonly damage?: DamagedFileError
}

async function readRunLog(path: string): Promise<FoundLog> {
  let start: FoundLog['start']
  const results: TrialResult[] = []
  const calibrations: Run['calibrations'] = []
  const clocks = new Map<string, Clock>()
  const startMethods: string[] = []
  const controls: ControlTimes[] = []
  const activity = createActivityLog()
  let frames = 0
  let damage: DamagedFileError | undefined
  const readable = untilDamage(path, (error) => (damage = error))
  for await (const record of readable) {
    if (isFrame(record)) frames++
    else if (isActivityRecord(record)) replayActivity(activity, record)
    const parsed = v.safeParse(RunRecordSchema, record)
    if (!parsed.success) continue
    const { output } = parsed
    if (output.type === 'run' || output.type === 'program') start = output
    else if (output.type === 'trial') results.push(output.result)
    else if (output.type === 'calibration') calibrations.push(output.calibration)
    else if (output.type === 'clock') clocks.set(output.clock.runtime, output.clock)
    else if (output.type === 'control') controls.push(output.times)
    else startMethods.push(output.name)
  }
  return {
    start,
    results,
    calibrations,
    clocks: [...clocks.values()],
    startMethods,
    controls,
    activity,
    frames,
    damage,
  }
}

async function* untilDamage(path: string, onDamage: (error: DamagedFileError) => void): AsyncGenerator<PartialRecord> {
  try {
    yield* readPartial(path)
  } catch (error) {
    if (!(error instanceof DamagedFileError)) throw error
    onDamage(error)
  }
}

async function toRecovered(
  path: string,
  found: FoundLog,
  start: RunStart | ProgramStart,
  experiments: readonly ExperimentModule[],
  aside: string | undefined,
): Promise<SavedRecord> {
  const log = { records: () => untilDamage(path, () => {}), frameCount: found.frames }
  const { recording, load, ticks, appCpuSeconds } = await toRecording(log, found.frames)
  const damaged = aside === undefined ? '' : ` The recording is damaged after that; the whole file is ${aside}.`
  const missing = { missing: 'Coreglow ended meanwhile' }
  const environment = { ...start.environment, ...load, load: missing }
  const monitor = {
    rateAsked: start.type === 'run' ? start.plan.rate : start.rate,
    ...ticks,
    ownCpuSeconds: found.frames > 1 ? appCpuSeconds : missing,
    samplerCpuSeconds: missing,
  }
  const { id, createdAt } = start
  if (start.type === 'program') {
    // The program is among the other programs until it has an account of its own.
    const whole = { ...environment, otherLoad: missing }
    const activity = found.activity.record()
    const message = `Coreglow ended during this observation (${CAUSES}). What it had until then was recovered.${damaged}`
    return {
      schemaVersion: SCHEMA_VERSION,
      kind: 'program',
      id,
      createdAt,
      status: 'recovered',
      failure: { code: 'interrupted', message },
      title: start.title,
      program: start.program,
      environment: whole,
      ...summaryOf(recording, activity, environment, missing.missing),
      environments: [whole],
      clocks: [],
      monitor,
      recording,
      activity,
    }
  }
  const { plan, runtime, trials, inspection } = start
  const module = moduleOfPlan(plan, runtime) ?? experiments.find(({ experiment }) => experiment.id === plan.experiment)
  if (module === undefined) throw new Error(`There is no experiment "${plan.experiment}" any more.`)
  const message = `Coreglow ended during this run (${CAUSES}). ${found.results.length} of ${trials} trials were recovered.${damaged}`
  return toRecord({
    id,
    createdAt,
    status: 'recovered',
    failure: { code: 'interrupted', message },
    plan,
    runtime,
    environment: { ...environment, startMethod: found.startMethods.join(', ') || undefined },
    module,
    clocks: [...found.clocks],
    calibrations: found.calibrations,
    results: [...found.results],
    monitor,
    recording,
    activity: found.activity.record(),
    // Which variants did the same work is not written down, so only repeats of one are checked against each other.
    workOf: ({ variant }) => variant,
    calls: inspection && recoveredCalls(inspection, controlsOf(runtime, plan.workers), found.controls),
  })
}
