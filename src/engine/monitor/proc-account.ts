import type { CpuAccount } from './cpu-account.ts'
import { CpuLedger, type ProcessLookup } from './cpu-ledger.ts'
import { type Census, type ProcessTable, pidsOfSystem } from './proc-census.ts'
import type { ProcReader } from './proc-file.ts'
import { parseCores, parseSchedstat } from './proc-parse.ts'
import type { SystemUnits } from './proc-system.ts'
import { nowNs } from '../host/clock.ts'

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

/** All processes and the cores' counters, as good as at one moment. */
interface Inventory {
  readonly table: ProcessTable
  readonly machine: MachineReading
  /** How long reading it took; infinite where a process ended meanwhile, so that it may be counted twice or not at all. */
  readonly tookNs: number
}

/** Reading 100 processes takes 2 ms; in one that took longer, the reader was off the CPU while others went on. */
const MAX_TAKEN_NS = 5e6
const MAX_ATTEMPTS = 5

/**
 * Reads the whole table between two readings of the cores, again while that was interrupted, and takes the quickest:
 * a process that is read 50 ms after the cores may have used 50 ms that theirs do not hold.
 */
export function takeInventory(census: Census, reader: ProcReader, units: SystemUnits): Inventory {
  let best: Inventory | undefined
  for (let attempt = 0; attempt < MAX_ATTEMPTS && (best === undefined || best.tookNs > MAX_TAKEN_NS); attempt++) {
    const before = readMachine(reader, units)
    const table = census.whole()
    const after = readMachine(reader, units)
    const alive = new Set(pidsOfSystem())
    const isUnchanged = [...table.keys()].every((pid) => alive.has(String(pid)))
    const tookNs = isUnchanged && census.isComplete ? after.tNs - before.tNs : Infinity
    if (best === undefined || tookNs < best.tookNs) best = { table, machine: middleOf(before, after), tookNs }
  }
  return best!
}

/** An open account: the cores as they were at its beginning, and the ledger of all processes since then. */
export class ProcAccount {
  private readonly first: MachineReading
  private readonly ledger: CpuLedger
  private readonly hidden: string | undefined

  constructor({ table, machine }: Inventory, lookup: ProcessLookup) {
    this.first = machine
    this.ledger = new CpuLedger(table, lookup)
    this.hidden = hiddenProcesses(table)
  }

  begin(...process: Parameters<CpuLedger['begin']>): void {
    this.ledger.begin(...process)
  }

  advance(table: ProcessTable): void {
    this.ledger.advance(table)
  }

  /** The account up to the inventory, whose table it has advanced to. */
  close({ machine: last }: Inventory): CpuAccount {
    const { first } = this
    const sum = { busyNs: 0, interruptNs: 0, stealNs: 0 }
    for (const [core, after] of last.cores) {
      const before = first.cores.get(core)
      if (before === undefined) continue
      // Idle time is exact to the microsecond; busy time is what was running at the kernel's ticks.
      sum.busyNs += Math.max(0, last.tNs - first.tNs - (after.idleNs - before.idleNs))
      sum.interruptNs += after.interruptNs - before.interruptNs
      sum.stealNs += after.stealNs - before.stealNs
    }
    return {
      startNs: first.tNs,
      endNs: last.tNs,
      ...sum,
      // A kernel that counts by ticks never sees a hardware interrupt: the tick is one itself.
      interruptsApart: [...last.cores.values()].some(({ hardInterruptNs }) => hardInterruptNs > 0),
      samplerNs: last.samplerNs - first.samplerNs,
      processes: this.ledger.usages(),
      hidden: this.hidden,
    }
  }
}

function middle(a: number, b: number): number {
  return (a + b) / 2
}

function middleOf(before: MachineReading, after: MachineReading): MachineReading {
  const cores = new Map<number, CoreReading>()
  for (const [core, last] of after.cores) {
    const first = before.cores.get(core) ?? last
    cores.set(core, {
      idleNs: middle(first.idleNs, last.idleNs),
      interruptNs: middle(first.interruptNs, last.interruptNs),
      hardInterruptNs: last.hardInterruptNs,
      stealNs: middle(first.stealNs, last.stealNs),
    })
  }
  return { tNs: middle(before.tNs, after.tNs), cores, samplerNs: middle(before.samplerNs, after.samplerNs) }
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
