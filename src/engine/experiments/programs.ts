import type { Measurement } from '../../contract/figure.ts'
import type { TrialResult, Variant } from '../../contract/run.ts'
import type { Evidence } from './experiment.ts'
import { capital, spreadOf, type Spread } from './judging.ts'
import { measure, totalOf, workOf } from './measuring.ts'

/** Shares of time that a program waits when it is alone. */
export const WAITING = [0, 0.3, 0.6, 0.9]
/** Share of waiting at which several programs differ most from one, and are to be looked at. */
export const TELLING = 0.6

/** Whether programs share one core, or have all that there are. */
export type Place = 'one' | 'all'
export const CORES = { one: 'one core', all: 'all cores' }

/** 1, 2, 4 ... programs, and the most of them. */
export function degreesTo(most: number): number[] {
  return [...[1, 2, 4, 8].filter((count) => count < most), most]
}

export function percent(share: number): number {
  return Math.round(share * 100)
}

/** Conditions of a variant; undefined before a run. */
export function conditionsOf({ id }: Pick<Variant, 'id'>) {
  const [, place, programs, waiting] = /^(one|all)-(\d+)-(\d+)$/.exec(id) ?? []
  if (place === undefined) return undefined
  return {
    place: place === 'one' ? ('one' as const) : ('all' as const),
    programs: Number(programs),
    waiting: Number(waiting) / 100,
  }
}

function lineOf(variant: Variant) {
  const conditions = conditionsOf(variant)
  return (
    conditions && { series: seriesOf(conditions.place, conditions.programs), x: conditions.waiting, model: undefined }
  )
}

function seriesOf(place: Place, programs: number): string {
  return `${programs} on ${CORES[place]}`
}

/** CPU time of the programs, of the time that their cores had. */
export function utilisation(evidence: Evidence): Measurement {
  const quantity = {
    id: 'utilisation',
    label: 'Utilisation of the cores',
    unit: 'share',
  }
  return measure(
    evidence,
    quantity,
    (trial) => cpuSeconds(trial) / workOf(trial).seconds / coresOf(trial, evidence),
    lineOf,
  )
}

function coresOf({ variant }: TrialResult, { cores }: Evidence): number {
  return conditionsOf({ id: variant })?.place === 'one' ? Math.min(1, cores) : cores
}

export function throughput(evidence: Evidence): Measurement {
  const quantity = { id: 'throughput', label: 'Throughput: pieces per second', unit: '1/s' }
  return measure(evidence, quantity, (trial) => totalOf(trial, 'pieces') / workOf(trial).seconds, lineOf)
}

export function switchesASecond(evidence: Evidence, kind: 'voluntary' | 'involuntary'): Measurement {
  const quantity = { id: `${kind}-switches`, label: `${capital(kind)} switches per second`, unit: '1/s' }
  return measure(evidence, quantity, (trial) => totalOf(trial, kind) / workOf(trial).seconds, lineOf)
}

function cpuSeconds({ workers }: TrialResult): number {
  return workers.reduce((total, { cpuSeconds: workerSeconds = NaN }) => total + workerSeconds, 0)
}

/** Tanenbaum's utilisation of one core. */
export function expected(waiting: number, programs: number): number {
  return 1 - waiting ** programs
}

type LookUp = (place: Place, programs: number, waiting: number) => Spread | undefined

/** Finds what was measured under some conditions. */
export function lookUp({ points }: Measurement): LookUp {
  return (place, programs, waiting) =>
    spreadOf(points.find(({ series, x }) => series === seriesOf(place, programs) && x === waiting))
}
