import type { ProcessEvidence } from '../evidence.ts'
import type { SeenProcess } from './seen-process.ts'

/** Pending coroutines of each process over time. */
export class CoroutineBook {
  private readonly counts = new WeakMap<SeenProcess, { max: number; total: number; ns: number }>()

  add(process: SeenProcess, pending: number, ns: number): void {
    const count = this.counts.get(process) ?? { max: 0, total: 0, ns: 0 }
    this.counts.set(process, count)
    count.max = Math.max(count.max, pending)
    count.total += pending * ns
    count.ns += ns
  }

  evidence(process: SeenProcess): ProcessEvidence['coroutines'] {
    const count = this.counts.get(process)
    return count === undefined ? { max: NaN, mean: NaN } : { max: count.max, mean: count.total / count.ns }
  }
}
