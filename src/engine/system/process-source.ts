import type { ProcessList, SystemProcess } from '../../contract/system.ts'

/** The processes of one system. */
export interface ProcessSource {
  /** Shares of the CPU are since the list before. */
  list(): Promise<ProcessList>
  /** One process as it is now, without its share of the CPU; undefined where there is none. */
  find(pid: number): Promise<SystemProcess | undefined>
  /** The most by which two start times of one process may differ, in the unit of start times. */
  readonly startTolerance: number
}

/** @returns PIDs of Coreglow's own processes, this one among them */
export type OwnPids = () => readonly number[]
