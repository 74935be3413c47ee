import type { CpuAccount } from './cpu-account.ts'
import { CpuLedger, type ProcessLookup } from './cpu-ledger.ts'
import type { ProcessTable } from './proc-census.ts'
import type { ProcReader } from './proc-file.ts'
import { parseCores, parseSchedstat } from './proc-parse.ts'
import type { SystemUnits } from './proc-system.ts'
import { nowNs } from './source.ts'

/** Counters of all cores at one moment, ns since boot, by core. */
interface MachineReading {
  readonly tNs: number
  readonly cores: ReadonlyMap<number, CoreReading>
  readonly samplerNs: number
}
interface CoreReading {
  readonly idleNs: number
  readonly interruptNs: number
  readonly hardInterruptNs: number
  readonly stealNs: number
}

/** An open account: the machine as it was at its beginning, and the ledger of all processes since then. */
export class ProcAccount {
  private readonly reader: ProcReader
  private readonly units: SystemUnits
  private readonly first: MachineReading
  private readonly ledger: CpuLedger
  private readonly hidden: string | undefined

  /** @param table read right now */
  constructor(reader: ProcReader, units: SystemUnits, table: ProcessTable, lookup: ProcessLookup) {
    this.reader = reader
    this.units = units
    this.first = readMachine(reader, units)
    this.ledger = new CpuLedger(table, lookup)
    this.hidden = hiddenProcesses(table)
  }

  begin(...process: Parameters<CpuLedger['begin']>): void {
    this.ledger.begin(...process)
  }

  advance(table: ProcessTable): void {
    this.ledger.advance(table)
  }

  /** The account up to now, after `advance` with a table that was read right now. */
  close(): CpuAccount {
    const last = readMachine(this.reader, this.units)
    const sum = { busyNs: 0, interruptNs: 0, stealNs: 0 }
    let hardInterruptNs = 0
    for (const [core, after] of last.cores) {
      const before = this.first.cores.get(core)
      if (before === undefined) continue
      // Idle time is exact to the microsecond; busy time is what was running at the kernel's ticks.
      sum.busyNs += Math.max(0, last.tNs - this.first.tNs - (after.idleNs - before.idleNs))
      sum.interruptNs += after.interruptNs - before.interruptNs
      sum.stealNs += after.stealNs - before.stealNs
      hardInterruptNs += after.hardInterruptNs
    }
    return {
      startNs: this.first.tNs,
      endNs: last.tNs,
      ...sum,
      // A kernel that counts by ticks never sees a hardware interrupt: the tick is one itself.
      interruptsApart: hardInterruptNs > 0,
      samplerNs: last.samplerNs - this.first.samplerNs,
      processes: this.ledger.usages(),
      hidden: this.hidden,
    }
  }
}

/** Columns as in `parseCores`. */
function readMachine(reader: ProcReader, { tickNs }: SystemUnits): MachineReading {
  const sched = new Float64Array(3)
  const schedLength = reader.readOnce('/proc/thread-self/schedstat')
  const samplerNs =
    typeof schedLength === 'number' && parseSchedstat(reader.bytes, schedLength, sched) ? sched[0]! : NaN
  const length = reader.readOnce('/proc/stat')
  const tNs = nowNs()
  const cores = new Map<number, CoreReading>()
  if (typeof length === 'number') {
    parseCores(reader.bytes, length, (core, ticks) => {
      cores.set(core, {
        idleNs: (ticks[3]! + (ticks[4]! || 0)) * tickNs,
        interruptNs: (ticks[5]! + ticks[6]!) * tickNs,
        hardInterruptNs: (ticks[5]! || 0) * tickNs,
        stealNs: ticks[7]! * tickNs,
      })
    })
  }
  return { tNs, cores, samplerNs }
}

/** Why the table may not hold all processes. */
function hiddenProcesses(table: ProcessTable): string | undefined {
  if (!table.has(1)) return "the system hides other users' processes (hidepid)"
  if (table.get(2)?.name !== 'kthreadd') return 'Coreglow runs in a container and sees the processes of that only'
  return undefined
}
