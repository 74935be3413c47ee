import type { TaskInfo } from '../../contract/frame.ts'
import { type ProcFile, procFile, type ReadFailure } from './proc-file.ts'
import { decodeName, parseStat, STAT, type StatFields, statFields } from './proc-parse.ts'
import type { ProcContext, Tracked } from './proc-process.ts'
import type { Columns } from './source.ts'

/**
 * A process in one row, without its threads and children: Coreglow itself, whose children are the runs that it watches.
 * Its counters are of the whole process: of our own exact and with switches, of another in clock ticks and without.
 * How long it was ready and waited is told of single threads only.
 */
export class ProcApp implements Tracked {
  root: number
  readonly info: TaskInfo
  readonly descends = false
  readonly rows = 1
  private readonly context: ProcContext
  private readonly file: ProcFile
  private readonly stat: StatFields

  private constructor(context: ProcContext, pid: number, file: ProcFile, stat: StatFields) {
    this.context = context
    this.root = pid
    this.file = file
    this.stat = stat
    const name = decodeName(context.reader.bytes, stat.nameFrom, stat.nameTo)
    const startTime = stat.numbers[STAT.startTime]!
    this.info = context.dictionary.add({ pid, tid: pid, kind: 'process', name, startTime, role: 'app' })
  }

  static open(context: ProcContext, pid: number): ProcApp | ReadFailure {
    const file = procFile(`/proc/${pid}/stat`)
    const stat = statFields()
    const failure = readInto(context, file, stat)
    return failure ?? new ProcApp(context, pid, file, stat)
  }

  read(): ReadFailure | undefined {
    const failure = readInto(this.context, this.file, this.stat)
    const another = this.stat.numbers[STAT.startTime] !== this.info.startTime
    return failure ?? (another ? 'gone' : undefined)
  }

  addRows(columns: Columns): void {
    const { numbers, state } = this.stat
    const { pageBytes, tickNs } = this.context.units
    const usage = this.info.pid === process.pid ? process.resourceUsage() : undefined
    const ticks = numbers[STAT.utime]! + numbers[STAT.stime]!
    columns.addRow(this.info.index, {
      state,
      core: numbers[STAT.core]!,
      cpuNs: usage ? (usage.userCPUTime + usage.systemCPUTime) * 1e3 : ticks * tickNs,
      runQueueNs: NaN,
      rssBytes: numbers[STAT.rss]! * pageBytes,
      voluntarySwitches: usage?.voluntaryContextSwitches ?? NaN,
      involuntarySwitches: usage?.involuntaryContextSwitches ?? NaN,
    })
  }

  end(endedNs: number): void {
    this.context.dictionary.change(this.info, { endedNs })
    this.close()
  }

  close(): void {
    this.context.reader.close(this.file)
  }
}

function readInto({ reader }: ProcContext, file: ProcFile, stat: StatFields): ReadFailure | undefined {
  const length = reader.read(file)
  if (typeof length !== 'number') return length
  return parseStat(reader.bytes, length, stat) ? undefined : 'unsupported'
}
