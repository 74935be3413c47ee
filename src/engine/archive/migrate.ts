import { RUN_SCHEMA_VERSION } from '../../contract/run.ts'
import { describeLegacyModels } from './legacy-models.ts'

type Json = Record<string, unknown>

/** From each older format to the next. What they are given may be anything: the schema checks what comes out. */
const STEPS: Readonly<Record<number, (run: Json) => Json>> = { 1: toTwo, 2: toThree }

/** A run, or a run's header, in today's format. What is no run of an older format comes back as it is. */
export function migrate(value: unknown): unknown {
  let run = value
  while (isObject(run) && typeof run['schemaVersion'] === 'number' && run['schemaVersion'] < RUN_SCHEMA_VERSION) {
    const step = STEPS[run['schemaVersion']]
    if (step === undefined) return run
    // A seal was that of the older data.
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

/** Format 3 has the field's terms as keys, where format 2 had words of its own, says who used the cores, and of what kind each model is. */
function toThree(run: Json): Json {
  const next = { ...run, schemaVersion: 3 }
  if (!isObject(run['plan'])) return next // a header
  return describeLegacyModels({
    ...next,
    environment: { ...asObject(run['environment']), load: { missing: 'not recorded before format 3' } },
    plan: { ...run['plan'], variants: renamed(run['plan']['variants'], { seat: 'interpreterOverride' }) },
    calibrations: renamed(run['calibrations'], { amount: 'workUnits' }),
    results: renamed(run['results'], {
      startupSeconds: 'workerStartSeconds',
      bootSeconds: 'interpreterStartSeconds',
    }).map((result) => Object.assign(result, { workers: renamed(result['workers'], { launchNs: 'requestedNs' }) })),
    summary: renamed(run['summary'], { startupMedian: 'workerStartMedian' }),
  })
}

/** The objects of a list, with other names for some of their keys. */
function renamed(objects: unknown, names: Readonly<Record<string, string>>): Json[] {
  return list(objects).map((object) =>
    Object.fromEntries(Object.entries(object).map(([key, value]) => [names[key] ?? key, value])),
  )
}

function list(value: unknown): Json[] {
  return Array.isArray(value) ? value.filter(isObject) : []
}

function asObject(value: unknown): Json {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
