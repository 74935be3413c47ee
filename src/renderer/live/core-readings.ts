import { formatTenths } from '../../contract/text.ts'
import type { Scene } from './scene.ts'

/** What is written about the cores: numbers and sentences of one moment, which change more slowly than the tiles' light. */
export interface CoreReadings {
  readonly cores: number
  /** Busy share per core, 0..1; NaN where unknown. */
  readonly busy: readonly number[]
  /** Whole percents per core, without the sign; a dash where unknown. */
  readonly percents: readonly string[]
  /** Numbers of the workers on each core, counted from 0, in ascending order. */
  readonly workers: readonly (readonly number[])[]
  /** "= 1.9 of 2 busy" */
  readonly sum: string
}

/**
 * Time of the samples between two readings, ns. Chosen: four readings a second can still be read, and samples that come three
 * times a second, a little early or late, are each shown.
 */
const READ_NS = 2.5e8

/**
 * Readings of a scene, the same object until they are due again. All who show them ask here, whichever is drawn first: so the
 * tiles and their sum are of the same moment.
 */
export function createCoreReadings(): (scene: Scene) => CoreReadings {
  let latest: { scene: Scene; nowNs: number; readings: CoreReadings } | undefined
  return (scene) => {
    const { nowNs } = scene
    if (latest?.scene === scene && isFresh(nowNs - latest.nowNs)) return latest.readings
    latest = { scene, nowNs, readings: readingsOf(scene) }
    return latest.readings
  }
}

function isFresh(ageNs: number): boolean {
  return ageNs >= 0 && ageNs < READ_NS
}

function readingsOf({ busy, cores, live, usage }: Scene): CoreReadings {
  const total = busy.reduce((sum, share) => sum + (Number.isNaN(share) ? 0 : share), 0)
  const sum = `= ${formatTenths(total)} of ${cores} busy${live ? '' : ' on average'}`
  return {
    cores,
    busy: [...busy],
    percents: Array.from(busy, (share) => (Number.isNaN(share) ? '–' : String(Math.round(share * 100)))),
    workers: usage.map(({ users }) => users.map(({ index }) => index).toSorted((a, b) => a - b)),
    sum: cores === 0 ? 'waiting for the first sample' : sum,
  }
}
