import { CoreglowError } from '../../contract/procedures.ts'

/** An order that failed in the workload program, in its own words. */
export class OrderError extends CoreglowError {
  /** Number of the item whose call failed, from 0, where it is the fault of one. */
  readonly item: number | undefined
  constructor(message: string, item?: number) {
    super('run-failed', message)
    this.item = item
  }
}
