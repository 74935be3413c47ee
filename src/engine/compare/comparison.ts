import type { Picture } from '../../contract/figure.ts'

/** Two runs or observations, or more, side by side. */
export interface Comparison {
  /** Labels of the runs, in the order of the request. */
  readonly labels: string[]
  readonly picture: Picture
  /** Differences between the runs, one sentence each, and what makes them hard to compare. */
  readonly remarks: string[]
}
