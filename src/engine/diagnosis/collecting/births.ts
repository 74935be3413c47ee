import { median } from '../../../contract/statistics.ts'
import type { BirthEvidence } from '../evidence.ts'
import type { SeenProcess } from './seen-process.ts'
import type { SeenThread } from './seen-thread.ts'

/** Lifetimes that are kept of a kind, for their median: the latest. */
const MAX_LIFETIMES = 1000
/** Kinds of names that are kept apart of one process. Chosen: more than a person reads. */
const MAX_NAMES = 100
/** Names Python gives to threads without one: "Thread-12", "Thread-12 (work)", "Dummy-3". */
const NUMBERED = /^Thread-(\d+)(?: \(.*\))?$/

interface Born {
  readonly kind: BirthEvidence['kind']
  readonly process: SeenProcess | undefined
  readonly name: string
  seen: number
  ended: number
  lifetimesNs: number[]
  cpuNs: number
  lowest: number
  highest: number
}

interface Birth {
  readonly kind: BirthEvidence['kind']
  readonly process: SeenProcess | undefined
  readonly name: string
  readonly startNs: number
  readonly endNs: number
  readonly cpuNs: number
}

/** Counts threads and processes that began, by the one that began them and by name. */
export class BirthCounts {
  private readonly born = new Map<SeenProcess | undefined, Map<string, Born>>()

  addThread(thread: SeenThread): void {
    const { process, name, startNs, endNs } = thread
    this.add({ kind: 'thread', process, name, startNs, endNs, cpuNs: thread.cpuNs.total || 0 })
  }

  addProcess({ parent, name, startNs, endNs, cpuNs }: SeenProcess): void {
    this.add({ kind: 'process', process: parent, name, startNs, endNs, cpuNs: cpuNs.total })
  }

  /** A process is no longer listed: its births are counted with those of others like it. */
  forget(process: SeenProcess): void {
    const byName = this.born.get(process)
    this.born.delete(process)
    for (const born of byName?.values() ?? []) {
      const into = this.of(born.kind, undefined, born.name)
      into.seen += born.seen
      into.ended += born.ended
      into.cpuNs += born.cpuNs
      into.lifetimesNs = [...into.lifetimesNs, ...born.lifetimesNs].slice(-MAX_LIFETIMES)
    }
  }

  /** A copy, to which those that are still listed can be added. */
  copy(): BirthCounts {
    const copy = new BirthCounts()
    for (const [process, byName] of this.born) {
      const entries = [...byName].map(([key, born]): [string, Born] => [
        key,
        { ...born, lifetimesNs: [...born.lifetimesNs] },
      ])
      copy.born.set(process, new Map(entries))
    }
    return copy
  }

  evidence(positionOf: (process: SeenProcess | undefined) => number | undefined): BirthEvidence[] {
    const all = [...this.born.values()].flatMap((byName) => Array.from(byName.values()))
    const births = all.map((born) => ({
      kind: born.kind,
      process: positionOf(born.process),
      name: born.name,
      count: Math.max(born.seen, born.highest - born.lowest + 1),
      seen: born.seen,
      ended: born.ended,
      medianLifetime: born.lifetimesNs.length === 0 ? NaN : median(born.lifetimesNs) / 1e9,
      cpuSeconds: born.cpuNs / 1e9,
    }))
    return births.toSorted((a, b) => b.count - a.count)
  }

  private add({ kind, process, name, startNs, endNs, cpuNs }: Birth): void {
    const born = this.of(kind, process, name.replaceAll(/\d+/g, '#'))
    born.seen++
    born.cpuNs += cpuNs
    const number = kind === 'thread' ? Number(NUMBERED.exec(name)?.[1]) : NaN
    if (!Number.isNaN(number)) {
      born.lowest = Math.min(born.lowest, number)
      born.highest = Math.max(born.highest, number)
    }
    if (!Number.isFinite(endNs)) return
    born.ended++
    born.lifetimesNs.push(Math.max(0, endNs - startNs))
    if (born.lifetimesNs.length > MAX_LIFETIMES) born.lifetimesNs.shift()
  }

  private of(kind: BirthEvidence['kind'], process: SeenProcess | undefined, name: string): Born {
    const byName = this.born.get(process) ?? new Map<string, Born>()
    this.born.set(process, byName)
    const key = `${kind} ${name}`
    const known = byName.get(key)
    if (known !== undefined) return known
    if (byName.size >= MAX_NAMES && name !== '#') return this.of(kind, process, '#')
    const none = { seen: 0, ended: 0, cpuNs: 0, lowest: Infinity, highest: -Infinity }
    const born = { kind, process, name, lifetimesNs: [], ...none }
    byName.set(key, born)
    return born
  }
}
