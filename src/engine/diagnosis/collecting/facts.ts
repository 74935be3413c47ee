import type { IoCounters, ProcessFacts } from '../../monitor/activity/activity-source.ts'
import type { MemoryEvidence } from '../evidence.ts'
import { MaybeGrowth } from './growth.ts'

const COUNTERS = ['readBytes', 'writtenBytes', 'reads', 'writes', 'diskReadBytes', 'diskWrittenBytes'] as const

/** First, last and largest reading of a number; NaN where there was none. */
class Range {
  first = NaN
  last = NaN
  peak = NaN

  add(value: number): void {
    if (Number.isNaN(value)) return
    if (Number.isNaN(this.first)) this.first = value
    this.last = value
    this.peak = value > this.peak || Number.isNaN(this.peak) ? value : this.peak
  }
}

/** What the system counted of one process, while it was watched. */
export class FactsBook {
  private readonly counters: Readonly<Record<keyof IoCounters, MaybeGrowth>>
  private readonly majorFaults: MaybeGrowth
  private readonly throttledNs = new MaybeGrowth(false)
  private privateBytes = new Range()
  private sharedBytes = new Range()
  private readonly swappedBytes = new Range()
  private readonly cores = new Range()
  private readonly quotas = new Range()
  looks = 0
  handlesSignals: boolean | undefined

  constructor(fromZero: boolean) {
    const counter = () => new MaybeGrowth(fromZero)
    this.counters = {
      readBytes: counter(),
      writtenBytes: counter(),
      reads: counter(),
      writes: counter(),
      diskReadBytes: counter(),
      diskWrittenBytes: counter(),
    }
    this.majorFaults = counter()
  }

  add(facts: ProcessFacts): void {
    this.looks++
    this.majorFaults.add(facts.majorFaults)
    this.throttledNs.add(facts.throttledNs)
    this.privateBytes.add(facts.privateBytes)
    this.sharedBytes.add(facts.sharedBytes)
    this.swappedBytes.add(facts.swappedBytes)
    this.handlesSignals = facts.handlesSignals
    this.cores.add(facts.affinity)
    this.quotas.add(facts.quota)
    for (const name of COUNTERS) this.counters[name].add(facts[name])
  }

  /** It has become another program: its memory begins anew, its counters go on. */
  exec(): void {
    this.privateBytes = new Range()
    this.sharedBytes = new Range()
  }

  get io(): IoCounters {
    const { readBytes, writtenBytes, reads, writes, diskReadBytes, diskWrittenBytes } = this.counters
    return {
      readBytes: readBytes.total,
      writtenBytes: writtenBytes.total,
      reads: reads.total,
      writes: writes.total,
      diskReadBytes: diskReadBytes.total,
      diskWrittenBytes: diskWrittenBytes.total,
    }
  }

  get memory(): MemoryEvidence {
    return {
      firstPrivate: this.privateBytes.first,
      lastPrivate: this.privateBytes.last,
      peakPrivate: this.privateBytes.peak,
      firstShared: this.sharedBytes.first,
      lastShared: this.sharedBytes.last,
      swapped: this.swappedBytes.peak,
      majorFaults: this.majorFaults.total,
    }
  }

  get affinity(): { readonly first: number; readonly last: number } {
    return { first: this.cores.first, last: this.cores.last }
  }

  get quota(): number {
    return this.quotas.last
  }

  get throttledSeconds(): number {
    return this.throttledNs.total / 1e9
  }
}
