import * as v from 'valibot'
import { TaskInfoSchema } from '../../contract/frame.ts'
import { SCHEMA_VERSION } from '../../contract/observation.ts'
import { findTask } from '../../contract/task-match.ts'
import { taskRef } from '../../contract/task-ref.ts'
import { isObject, list, type Json } from './json.ts'
import { describeLegacyModels } from './legacy-models.ts'
import { observationToProgram } from './observation-to-program.ts'

const WorkerSpanSchema = v.object({ pid: v.number(), tid: v.number(), startNs: v.number(), endNs: v.number() })

/** From each older format to the next. What they are given may be anything: the schema checks what comes out. */
const STEPS: Readonly<Record<number, (run: Json) => Json>> = { 1: toTwo, 2: toThree, 3: toFour, 4: toFive }

/** A run, or a run's header, in today's format. Anything else comes back as it is. */
export function migrate(value: unknown): unknown {
  let run = value
  while (isObject(run) && typeof run['schemaVersion'] === 'number' && run['schemaVersion'] < SCHEMA_VERSION) {
    const step = STEPS[run['schemaVersion']]
    if (step === undefined) return run
    // The digest was that of the older data.
    const { sha256: _, ...data } = run
    run = step(data)
  }
  return run
}

/** Format 1 knew models only, each measured once a round: a variant each. It kept one calibration, and no figures. */
function toTwo(run: Json): Json {
  const { calibration, ...rest } = run
  const next = { ...rest, schemaVersion: 2 }
  if (!isObject(run['plan'])) return next // a header
  const { plan, runtime } = run
  return {
    ...next,
    plan: { ...plan, variants: variantsOf(plan, runtime), params: {} },
    calibrations: isObject(calibration) ? [{ ...calibration, params: {} }] : [],
    results: list(run['results']).map(resultToTwo),
    summary: list(run['summary']).map((row) => Object.assign({ variant: row['model'] }, row)),
    measurements: [],
    figures: [],
  }
}

function variantsOf(plan: Json, runtime: unknown): Json[] {
  const models = isObject(runtime) ? list(runtime['models']) : []
  const ids = Array.isArray(plan['models']) ? plan['models'] : []
  return ids.map((id: unknown) => {
    const label = models.find((model) => model['id'] === id)?.['label'] ?? id
    return { id, model: id, label, workers: plan['workers'] }
  })
}

function resultToTwo(result: Json): Json {
  const workers = list(result['workers']).map((worker) =>
    Object.assign({ values: {}, interpreter: String(worker['pid']) }, worker),
  )
  return { ...result, variant: result['model'], values: {}, workers }
}

/** Format 3 has the field's terms as keys, knows observations without a plan, and says of each worker which task it was, and of each model of what kind it is. */
function toThree({ environment, ...run }: Json): Json {
  const environments = isObject(environment) ? { environments: [environmentToThree(environment)] } : {}
  const next = { ...run, schemaVersion: 3, kind: 'run', ...environments }
  if (!isObject(run['plan'])) return next // a header
  const host = isObject(environment) ? environment['host'] : undefined
  const results = renamed(run['results'], {
    startupSeconds: 'workerStartSeconds',
    bootSeconds: 'interpreterStartSeconds',
  }).map((result) => Object.assign(result, { workers: renamed(result['workers'], { launchNs: 'requestedNs' }) }))
  return describeLegacyModels({
    ...next,
    clocks: clocksOf(environment, run['runtime']),
    plan: { ...run['plan'], variants: renamed(run['plan']['variants'], { seat: 'interpreterOverride' }) },
    calibrations: renamed(run['calibrations'], { amount: 'workUnits' }),
    results,
    summary: renamed(run['summary'], { startupMedian: 'workerStartMedian' }),
    recording: isObject(run['recording']) ? recordingToThree(run['recording'], host, results) : run['recording'],
  })
}

/** In format 4 an observation without a plan is that of a program, with its summary, activity and diagnosis. */
function toFour(record: Json): Json {
  const next = record['kind'] === 'observation' ? observationToProgram(record) : record
  return { ...next, schemaVersion: 4 }
}

/** Format 5 knows runs of the user's function; what older ones have means the same. */
function toFive(record: Json): Json {
  return { ...record, schemaVersion: 5 }
}

function clocksOf(environment: unknown, runtime: unknown): Json[] {
  if (!isObject(environment) || !isObject(runtime)) return []
  const offsetNs = Number(environment['clockOffsetSeconds']) * 1e9
  return [
    {
      host: environment['host'],
      runtime: runtime['id'],
      offsetNs,
      uncertaintyNs: { missing: 'not stored by this version of Coreglow' },
    },
  ]
}

/** Tasks get their machine and the workers that they were; what was not recorded is unknown in each row. */
function recordingToThree(recording: Json, host: unknown, results: readonly Json[]): Json {
  const { rows, busy } = recording
  const tasks = list(recording['tasks']).map((task) => Object.assign(task, { host }))
  const readable = tasks.filter((task) => v.is(TaskInfoSchema, task))
  for (const trial of results) {
    for (const worker of list(trial['workers'])) {
      const task = v.is(WorkerSpanSchema, worker) ? findTask(readable, worker) : undefined
      worker['task'] = task === undefined ? { missing: 'no sample found it' } : taskRef(task)
    }
  }
  const columns = Array.isArray(busy) ? busy : []
  return {
    ...recording,
    tasks,
    iowait: columns.map((column: unknown) => unknownColumn(column)),
    rows: isObject(rows) ? { ...rows, runQueueNs: unknownColumn(rows['cpuNs']) } : rows,
  }
}

function unknownColumn(column: unknown): null[] {
  return Array.isArray(column) ? column.map(() => null) : []
}

function environmentToThree(old: Json): Json {
  const { clockOffsetSeconds: _, ...environment } = old
  return { ...environment, load: { missing: 'not recorded before format 3' } }
}

/** The objects of a list, with other names for some of their keys. */
function renamed(objects: unknown, names: Readonly<Record<string, string>>): Json[] {
  return list(objects).map((object) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? key, value])),
  )
}
