import type { ActivityGil, ActivityThread } from '../../../contract/activity.ts'

/** Positions of threads and GILs, which count up and are never used again, and the entries that are new or have changed. */
export class Dictionary {
  private threadCount = 0
  private gilCount = 0
  private threads = new Map<number, ActivityThread>()
  private gils = new Map<number, ActivityGil>()

  readonly nextThread = (): number => this.threadCount++
  readonly nextGil = (): number => this.gilCount++

  setThread(entry: ActivityThread): void {
    this.threads.set(entry.thread, entry)
  }

  setGil(entry: ActivityGil): void {
    this.gils.set(entry.gil, entry)
  }

  /** What is new or has changed since the last call. */
  take(): { readonly threads: readonly ActivityThread[]; readonly gils: readonly ActivityGil[] } {
    const taken = { threads: [...this.threads.values()], gils: [...this.gils.values()] }
    this.threads = new Map()
    this.gils = new Map()
    return taken
  }
}
