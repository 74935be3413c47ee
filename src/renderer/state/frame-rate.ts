import { LIMITS } from '../../contract/limits.ts'
import { isOn } from '../program/session.ts'
import type { AppState } from './store.ts'

/** Frames a second while no run and no program is on. Chosen: load is still seen to change, and watching costs a sixth of 20 Hz. */
const IDLE_HZ = 3

/**
 * Frames a second that the page asks for: as many as the preferences say during a run or a program, few while the machine is only watched.
 * Undefined while nobody looks and no run is on; a run's timeline needs its samples, whether anybody looks or not.
 */
export function frameRate(
  { runs, program, stored }: Pick<AppState, 'runs' | 'program' | 'stored'>,
  isHidden: boolean,
): number | undefined {
  const wanted = stored?.preferences.rate ?? LIMITS.rate.default
  if (runs.busy || (program !== undefined && isOn(program))) return wanted
  return isHidden ? undefined : Math.min(wanted, IDLE_HZ)
}
