import type { FrameEvidence } from '../evidence.ts'
import { inUserCode, isImporting } from './frames.ts'

/** Longest time between two looks for which what was seen at the second counts. Chosen: ten looks at 20 Hz. */
const MAX_STEP_NS = 5e8

/** Looks that begin later than this after the exec may have missed the user's first line. Chosen: five looks at 20 Hz. */
const MAX_LATE_NS = 2.5e8

/** How long a process took to come to the user's code, and how long it imported. Times in ns. */
export class StartUp {
  /** Of its exec, or its beginning. */
  private execNs: number
  private userNs = NaN
  private lookedNs = NaN
  private importedNs = NaN
  private missed = false

  constructor(startNs: number) {
    this.execNs = startNs
  }

  /** It has become another program, before its stacks were seen. */
  exec(tNs: number): void {
    if (Number.isNaN(this.lookedNs)) this.execNs = tNs
  }

  /** Stacks of its threads at one moment. */
  look(tNs: number, stacks: readonly (readonly FrameEvidence[])[]): void {
    const stepNs = Number.isNaN(this.lookedNs) ? 0 : Math.min(tNs - this.lookedNs, MAX_STEP_NS)
    if (Number.isNaN(this.importedNs)) this.importedNs = 0
    if (stacks.some(isImporting)) this.importedNs += stepNs
    if (Number.isNaN(this.userNs) && stacks.some(inUserCode)) {
      this.userNs = tNs
      this.missed = Number.isNaN(this.lookedNs) && tNs - this.execNs > MAX_LATE_NS
    }
    this.lookedNs = tNs
  }

  /** NaN where the user's code had begun before the first look. */
  get startUpSeconds(): number {
    return this.missed ? NaN : (this.userNs - this.execNs) / 1e9
  }

  get importSeconds(): number {
    return this.importedNs / 1e9
  }
}
