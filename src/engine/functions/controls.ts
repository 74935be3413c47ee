import * as v from 'valibot'
import type { Model, Runtime } from '../../contract/experiment.ts'
import { ControlSchema, type Control } from '../../contract/function.ts'
import type { ModelKind } from '../../contract/model.ts'
import { median } from '../../contract/statistics.ts'
import type { WorkerEvent, Workload } from '../runtimes/workload.ts'

/** Seconds that each worker of a control takes. Chosen: two hundred times a scheduler's tick, and short beside a trial. */
const SECONDS = 0.2

/** Known work beside the user's: how much of it this machine does at the same time today. */
export interface ControlSpec extends Pick<Control, 'id' | 'label' | 'model' | 'workers'> {
  readonly work: string
  /** Model of the worker that does it alone. */
  readonly alone: string
}

/** One measurement of it. */
export const ControlTimesSchema = v.pick(ControlSchema, ['id', 'aloneSeconds', 'togetherSeconds'])
export type ControlTimes = v.InferOutput<typeof ControlTimesSchema>

const CONTROLS = [
  { id: 'waiting', label: 'pure waiting', work: 'wait', kinds: ['thread', 'process'] },
  { id: 'counting', label: 'pure counting', work: 'countdown', kinds: ['process', 'thread'] },
] as const

/** Controls that the runtime can run: waiting in threads, counting in processes. */
export function controlsOf(runtime: Pick<Runtime, 'models'>, workers: number): readonly ControlSpec[] {
  return CONTROLS.flatMap(({ id, label, work, kinds }) => {
    const able = runtime.models.filter(({ available, work: can }) => available && (can?.includes(work) ?? true))
    const alone = able.find(({ baseline }) => baseline)
    const together = firstOf(able, kinds)
    if (alone === undefined || together === undefined) return []
    return [{ id, label, work, alone: alone.id, model: together.id, workers }]
  })
}

function firstOf(models: readonly Model[], kinds: readonly ModelKind[]): Model | undefined {
  return kinds
    .map((kind) => models.find((model) => model.kind === kind && model.lock === undefined))
    .find((model) => model !== undefined)
}

/** Measures a control once, in an interpreter that is at hand. `amounts` keeps what calibration has found, by work. */
export async function measureControl(
  workload: Pick<Workload, 'calibrate' | 'run'>,
  { id, work, alone, model, workers }: ControlSpec,
  amounts: Map<string, number>,
): Promise<ControlTimes> {
  const workUnits = amounts.get(work) ?? (await workload.calibrate({ work, seconds: SECONDS })).workUnits
  amounts.set(work, workUnits)
  const aloneSeconds = await slowest(workload, { work, model: alone, workers: 1, workUnits })
  return { id, aloneSeconds, togetherSeconds: await slowest(workload, { work, model, workers, workUnits }) }
}

/** Seconds of the slowest worker from its first line to its last: without the start of processes, which is no part of the work. */
async function slowest(workload: Pick<Workload, 'run'>, order: Parameters<Workload['run']>[0]): Promise<number> {
  const starts = new Map<number, number>()
  let longestNs = 0
  await workload.run(order, (event: WorkerEvent) => {
    if (event.type === 'worker-start') starts.set(event.index, event.startNs)
    if (event.type === 'worker-end') longestNs = Math.max(longestNs, event.endNs - starts.get(event.index)!)
  })
  return longestNs / 1e9
}

/** Medians of what was measured; controls that were not are left out. */
export function summariseControls(specs: readonly ControlSpec[], times: readonly ControlTimes[]): Control[] {
  return specs.flatMap(({ id, label, model, workers }) => {
    const own = times.filter((measured) => measured.id === id)
    if (own.length === 0) return []
    const aloneSeconds = median(own.map((measured) => measured.aloneSeconds))
    const togetherSeconds = median(own.map((measured) => measured.togetherSeconds))
    const parallel = (workers * aloneSeconds) / togetherSeconds
    return [{ id, label, model, workers, aloneSeconds, togetherSeconds, parallel, trials: own.length }]
  })
}
