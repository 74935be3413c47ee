import type { LiveWorker } from '../../contract/run-event.ts'
import type { Scene } from './scene.ts'

/** A worker of a variant, whatever the repeat: selected in one view, marked in all. */
export interface WorkerKey {
  readonly variant: string
  readonly index: number
}

export function isWorker(
  key: WorkerKey | undefined,
  worker: Pick<LiveWorker, 'variant' | 'index'> | undefined,
): boolean {
  return key !== undefined && worker?.variant === key.variant && worker.index === key.index
}

/** Cores that it is on now or, while it is on none, the last that it was seen on. */
export function coresOf({ lanes, owners, live }: Scene, key: WorkerKey | undefined): ReadonlySet<number> {
  const own = lanes.filter(({ worker }) => isWorker(key, worker))
  const last = own.at(-1)
  if (last === undefined) return new Set()
  const now = owners.filter(({ worker }) => worker === last.worker.index).map(({ core }) => core)
  const isOn = !live || last.worker.endNs === undefined
  if (isOn && now.length > 0) return new Set(now)
  const { series } = last
  const core = series.length === 0 ? -1 : series.core(series.length - 1)
  return new Set(core < 0 ? [] : [core])
}
