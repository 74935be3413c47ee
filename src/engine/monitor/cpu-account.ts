/** Owner of CPU time. `interrupts`: kernel threads that handle soft interrupts, which the cores' counters hold too. */
export type CpuOwner = 'run' | 'app' | 'viewer' | 'other' | 'kernel' | 'interrupts'

/** A process that used CPU time while an account was open. It may have ended. */
export interface ProcessUsage {
  readonly pid: number
  /** The program's name: of its command line, or as the kernel calls it. */
  readonly name: string
  readonly owner: CpuOwner
  /** With what its children used that were gone before they were seen. */
  readonly cpuNs: number
}

/** Account of who used the cores between two moments: every process, and the sums of the machine, all in CPU ns. */
export interface CpuAccount {
  readonly startNs: number
  readonly endNs: number
  /** All cores: time that was not idle, stolen time included. */
  readonly busyNs: number
  /** NaN where the kernel does not count it. */
  readonly interruptNs: number
  readonly stealNs: number
  /** Whether the kernel keeps interrupts out of the CPU time of the programs that they interrupt. */
  readonly interruptsApart: boolean
  /** CPU time of the sampler thread itself, which is part of its process's. */
  readonly samplerNs: number
  readonly processes: readonly ProcessUsage[]
  /** Why there may be processes that are not in the list. */
  readonly hidden?: string
}

/** Why there is no account. */
export interface NoAccount {
  readonly missing: string
}
