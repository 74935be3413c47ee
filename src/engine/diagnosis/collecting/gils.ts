import type { ActivityGil, ActivityWindow } from '../../../contract/activity.ts'
import type { WindowDetails } from '../../monitor/activity/activity-source.ts'
import type { GilEvidence } from '../evidence.ts'
import type { ProgramBook } from './program-book.ts'
import type { SeenProcess } from './seen-process.ts'
import type { ToSeconds } from './times.ts'

/** GILs that are kept, those held longest: a program may make thousands of interpreters. Chosen: more than a person reads. */
const MAX_GILS = 200

interface SeenGil {
  readonly process: SeenProcess
  gil: ActivityGil
  enabledNs: number
  ns: number
  heldNs: number
  waitedNs: number
  handovers: number
  longestHoldNs: number
}

/** How each GIL was used. Times in ns. */
export class GilBook {
  private readonly book: ProgramBook
  private readonly dictionary = new Map<number, ActivityGil>()
  /** By position in the dictionary; a GIL that is found again keeps its account. */
  private readonly gils = new Map<number, SeenGil>()

  constructor(book: ProgramBook) {
    this.book = book
  }

  describe(gils: readonly ActivityGil[], tNs: number): void {
    for (const gil of gils) {
      this.dictionary.set(gil.gil, gil)
      const seen = this.seen(gil.gil)
      if (seen === undefined) continue
      seen.gil = gil
      if (gil.enabled && Number.isNaN(seen.enabledNs)) seen.enabledNs = tNs
    }
  }

  add({ fromNs, toNs, gils }: ActivityWindow, { longestHoldNs }: WindowDetails): void {
    for (const { gil, heldNs, waitedNs, handovers } of gils) {
      const seen = this.seen(gil)
      if (seen === undefined) continue
      seen.ns += toNs - fromNs
      seen.heldNs += heldNs
      seen.waitedNs += waitedNs
      seen.handovers += handovers
      seen.longestHoldNs = Math.max(seen.longestHoldNs, longestHoldNs.get(gil) ?? 0)
    }
    if (this.gils.size > 2 * MAX_GILS) this.prune(new Set(gils.map(({ gil }) => gil)))
  }

  evidence(seconds: ToSeconds): readonly GilEvidence[] {
    const { processes } = this.book
    return [...new Set(this.gils.values())].flatMap((seen) => {
      const position = processes.indexOf(seen.process)
      const { python } = seen.process.activity ?? {}
      if (position < 0) return []
      return {
        process: position,
        interpreters: seen.gil.interpreters,
        enabled: seen.gil.enabled,
        enabledSince: python?.freeThreaded === true ? seconds(seen.enabledNs) : NaN,
        seconds: seen.ns / 1e9,
        heldSeconds: seen.heldNs / 1e9,
        waitedSeconds: seen.waitedNs / 1e9,
        handovers: seen.handovers,
        longestHold: seen.longestHoldNs / 1e9,
        switchInterval: python?.switchInterval ?? NaN,
      }
    })
  }

  private seen(position: number): SeenGil | undefined {
    const known = this.gils.get(position)
    if (known !== undefined) return known
    const gil = this.dictionary.get(position)
    const process = gil === undefined ? undefined : this.book.process(gil.pid)
    if (gil === undefined || process === undefined) return undefined
    process.lastInterpreter = Math.max(process.lastInterpreter, ...gil.interpreters)
    const again = [...this.gils.values()].find((each) => each.process === process && sameInterpreters(each.gil, gil))
    if (again !== undefined) {
      again.gil = gil
      this.gils.set(position, again)
      return again
    }
    const none = { enabledNs: NaN, ns: 0, heldNs: 0, waitedNs: 0, handovers: 0, longestHoldNs: 0 }
    const seen = { process, gil, ...none }
    this.gils.set(position, seen)
    return seen
  }

  private prune(living: ReadonlySet<number>): void {
    const ended = [...this.gils].filter(([position]) => !living.has(position))
    const least = ended.toSorted(([, a], [, b]) => a.heldNs - b.heldNs).slice(0, this.gils.size - MAX_GILS)
    for (const [position] of least) {
      this.gils.delete(position)
      this.dictionary.delete(position)
    }
  }
}

function sameInterpreters(a: ActivityGil, b: ActivityGil): boolean {
  return a.interpreters.join() === b.interpreters.join()
}
