import { readdirSync } from 'node:fs'
import { decodeName, parseSchedstat, parseStat, parseSwitches, STAT, statFields } from './proc-parse.ts'
import { type ProcFile, procFile, type ProcReader, type ReadFailure } from './proc-file.ts'
import type { SystemUnits } from './proc-system.ts'
import { RUNNING } from './source.ts'
import type { TaskValues } from '../../contract/frame-columns.ts'

/** tids of a process; none where it has ended, or there is no Linux /proc. */
export function tidsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return []
  }
}

/**
 * One thread, read from `/proc/<pid>/task/<tid>/`. What the last attempt could not read is
 * NaN, -1 or unknown; of a task that is gone the last values stay. */
export class ProcTask implements TaskValues {
  readonly tid: number
  name = ''
  startTime = NaN
  ppid = 0
  /** How many threads its process has. */
  threads = 1
  /** Resident memory of its process. */
  residentBytes = NaN
  readonly rssBytes = NaN
  state = 0
  core = -1
  cpuNs = NaN
  runQueueNs = NaN
  voluntarySwitches = NaN
  involuntarySwitches = NaN
  private readonly reader: ProcReader
  private readonly units: SystemUnits
  private readonly statFile: ProcFile
  private readonly schedstatFile: ProcFile
  private readonly statusPath: string
  private readonly stat = statFields()
  /** CPU ns, run queue ns and time slices as last known. */
  private readonly sched = new Float64Array(3).fill(NaN)
  private readonly switches = new Float64Array(2)
  private slicesOfStatus = -1
  private nameBytes = Buffer.alloc(0)

  constructor(reader: ProcReader, units: SystemUnits, pid: number, tid: number) {
    const folder = `/proc/${pid}/task/${tid}`
    this.reader = reader
    this.units = units
    this.tid = tid
    this.statFile = procFile(`${folder}/stat`)
    this.schedstatFile = procFile(`${folder}/schedstat`)
    this.statusPath = `${folder}/status`
  }

  /** For sums that must not fall when a reading fails: the CPU time as last known, 0 before. */
  get knownCpuNs(): number {
    return this.sched[0]! || 0
  }

  /**
   * `stat` costs three times as much to read as `schedstat`, and of a task that has not run it says what it said before
   * (unless it was woken and waits for its first core since). So it is read when the task ran, was running, or `whole`.
   * `status` costs most: it is read when the task ran and `slow` says that it is time.
   */
  read(whole: boolean, slow: boolean): ReadFailure | undefined {
    const { sched } = this
    const slices = sched[2]
    const cpuNs = sched[0]
    const failure = this.units.schedstat ? this.readSchedstat() : undefined
    const asleep = this.state > RUNNING && slices === sched[2] && cpuNs === sched[0]
    if (asleep && !whole && failure === undefined) return undefined
    const outcome = failure ?? this.readStat()
    if (outcome === undefined && sched[2] !== this.slicesOfStatus && (slow || this.slicesOfStatus < 0))
      this.readStatus()
    if (outcome !== undefined && outcome !== 'gone') this.forget()
    return outcome
  }

  close(): void {
    this.reader.close(this.statFile)
    this.reader.close(this.schedstatFile)
  }

  private readSchedstat(): ReadFailure | undefined {
    const length = this.reader.read(this.schedstatFile)
    if (typeof length !== 'number') return length
    if (!parseSchedstat(this.reader.bytes, length, this.sched)) return 'unsupported'
    this.cpuNs = this.sched[0]!
    this.runQueueNs = this.sched[1]!
    return undefined
  }

  private readStat(): ReadFailure | undefined {
    const length = this.reader.read(this.statFile)
    if (typeof length !== 'number') return length
    if (!parseStat(this.reader.bytes, length, this.stat)) return 'unsupported'
    const { numbers, state } = this.stat
    const startTime = numbers[STAT.startTime]!
    // The number was given to another task since the last reading.
    if (!Number.isNaN(this.startTime) && this.startTime !== startTime) return 'gone'
    this.startTime = startTime
    this.state = state
    this.core = numbers[STAT.core]!
    this.ppid = numbers[STAT.ppid]!
    this.threads = numbers[STAT.threads]!
    this.residentBytes = numbers[STAT.rss]! * this.units.pageBytes
    if (!this.units.schedstat) {
      this.cpuNs = this.sched[0] = (numbers[STAT.utime]! + numbers[STAT.stime]!) * this.units.tickNs
    }
    this.readName()
    return undefined
  }

  private readName(): void {
    const { nameFrom, nameTo } = this.stat
    const { bytes } = this.reader
    if (this.nameBytes.compare(bytes, nameFrom, nameTo) === 0) return
    this.nameBytes = Buffer.from(bytes.subarray(nameFrom, nameTo))
    this.name = decodeName(bytes, nameFrom, nameTo)
  }

  private readStatus(): void {
    const length = this.reader.readOnce(this.statusPath)
    if (typeof length !== 'number') return
    parseSwitches(this.reader.bytes, length, this.switches)
    this.voluntarySwitches = this.switches[0]!
    this.involuntarySwitches = this.switches[1]!
    this.slicesOfStatus = this.sched[2]!
  }

  private forget(): void {
    this.state = 0
    this.core = -1
    this.cpuNs = this.runQueueNs = this.residentBytes = NaN
  }
}
