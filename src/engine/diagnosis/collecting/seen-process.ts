import type { Exit } from '../../../contract/observation.ts'
import type { ActivityProcess } from '../../monitor/activity/activity-source.ts'
import { FactsBook } from './facts.ts'
import { Growth } from './growth.ts'
import { StartUp } from './start-up.ts'

/** A process of the program. Times in ns. */
export class SeenProcess {
  readonly pid: number
  readonly startTime: number
  readonly parent: SeenProcess | undefined
  readonly startNs: number
  /** It lived when the watch began, so that its counters did not begin with it. */
  readonly existed: boolean
  name: string
  command: readonly string[] = []
  /** Infinity while it lives. */
  endNs = Infinity
  exit: Exit | undefined
  activity: ActivityProcess | undefined
  readonly cpuNs: Growth
  readonly facts: FactsBook
  readonly startUp: StartUp
  childrenSeen = 0
  /** Of its interpreter's own counters: at the first look, and at the last. */
  readonly threadsMade = new Growth(false)
  readonly interpretersMade = new Growth(false)
  /** Largest id of an interpreter; the main one is 0. */
  lastInterpreter = 0

  constructor(given: Pick<SeenProcess, 'pid' | 'startTime' | 'parent' | 'startNs' | 'existed' | 'name'>) {
    const { existed } = given
    this.pid = given.pid
    this.startTime = given.startTime
    this.parent = given.parent
    this.startNs = given.startNs
    this.existed = existed
    this.name = given.name
    this.cpuNs = new Growth(!existed)
    this.facts = new FactsBook(!existed)
    this.startUp = new StartUp(given.startNs)
    // A child that was forked has its parent's counters; the first of each is the program's own beginning.
    if (!existed && given.parent === undefined) this.made({ threads: 1, interpreters: 1 })
  }

  /** Counters of its interpreter. */
  made({ threads, interpreters }: { readonly threads: number; readonly interpreters: number }): void {
    this.threadsMade.add(threads)
    this.interpretersMade.add(interpreters)
  }
}
