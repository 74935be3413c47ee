import type { Activity } from '../../../contract/activity.ts'
import { sum } from '../../../contract/statistics.ts'

/** Nanoseconds of the monotonic clock as seconds since the watch began. */
export type ToSeconds = (tNs: number) => number

export type Times = Partial<Record<Activity, number>>

export function addTime(times: Times, activity: Activity, value: number): void {
  times[activity] = (times[activity] ?? 0) + value
}

export function timesOf(times: Times): [Activity, number][] {
  return Object.entries(times) as [Activity, number][] // oxlint-disable-line typescript/no-unsafe-type-assertion -- its keys are activities
}

export function totalOf(times: Times): number {
  return sum(Object.values(times))
}

export function inSeconds(times: Times): Times {
  return mapTimes(times, (ns) => ns / 1e9)
}

export function mapTimes(times: Times, map: (value: number) => number): Times {
  return Object.fromEntries(timesOf(times).map(([activity, value]) => [activity, map(value)]))
}
