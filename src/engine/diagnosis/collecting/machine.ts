import type { Frame } from '../../../contract/frame.ts'
import { sum } from '../../../contract/statistics.ts'
import type { MachineEvidence } from '../evidence.ts'
import { Growth, MaybeGrowth } from './growth.ts'

/** What the cores did, from the first frame on. */
export class MachineBook {
  private readonly busyNs = new MaybeGrowth(false)
  private readonly stolenNs = new MaybeGrowth(false)
  private readonly own = new Map<number, Growth>()
  private readonly watchedNs = new Growth(false)
  private firstNs = NaN
  private lastNs = NaN
  cores = NaN

  /** @param watchedNs CPU time of the program so far. @param ownNs CPU time of Coreglow's processes by pid. */
  add({ tNs, cores }: Frame, watchedNs: number, ownNs: ReadonlyMap<number, number>): void {
    if (Number.isNaN(this.firstNs)) this.firstNs = tNs
    this.lastNs = tNs
    this.cores = cores.user.length
    this.busyNs.add(sumKnown(cores.user) + sumKnown(cores.system))
    this.stolenNs.add(sumKnown(cores.steal))
    this.watchedNs.add(watchedNs)
    for (const [pid, ns] of ownNs) {
      const growth = this.own.get(pid) ?? new Growth(false)
      this.own.set(pid, growth)
      growth.add(ns)
    }
  }

  /** NaN where the system does not count it, and before the second frame. */
  evidence(): MachineEvidence {
    const elapsedNs = this.lastNs - this.firstNs || NaN
    const ownNs = sum([...this.own.values()].map(({ total }) => total))
    const otherNs = this.busyNs.total - this.watchedNs.total - ownNs
    return {
      // Both are rounded, and the kernel counts the program's last moments later.
      otherCores: Math.max(0, otherNs) / elapsedNs,
      stolenCores: this.stolenNs.total / elapsedNs,
      ownCores: ownNs / elapsedNs,
    }
  }
}

/** Cores that are offline are left out; NaN where there is none. */
function sumKnown(values: Float64Array): number {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? NaN : sum(known)
}
