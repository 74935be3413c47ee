import type { LaneKey } from './lanes.ts'
import type { Scene } from './scene.ts'

export function sameLane(key: LaneKey | undefined, other: LaneKey | undefined): boolean {
  return key !== undefined && other?.group === key.group && other.index === key.index
}

/** Cores that a lane is on now or, if none, the last core it was seen on. */
export function coresOf({ lanes, usage, live }: Scene, key: LaneKey | undefined): ReadonlySet<number> {
  const last = lanes.findLast((lane) => sameLane(key, lane.key))
  if (last === undefined) return new Set()
  const now = usage.flatMap(({ users }, core) => (users.some(({ index }) => index === last.key.index) ? [core] : []))
  const isOn = !live || last.endNs === undefined
  if (isOn && now.length > 0) return new Set(now)
  const { series } = last
  const core = series.length === 0 ? -1 : series.core(series.length - 1)
  return new Set(core < 0 ? [] : [core])
}
