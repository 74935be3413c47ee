import type { CpuOwner } from './cpu-account.ts'
import type { ProcessReading, ProcessTable } from './proc-census.ts'
import type { ProcReader } from './proc-file.ts'

/** A command line longer than this names nothing that is read here. */
const MAX_LENGTH = 60

/** Helpers of Python's multiprocessing, by the module that their command line names. */
const HELPERS: readonly (readonly [module: string, name: string])[] = [
  ['multiprocessing.resource_tracker', 'resource tracker'],
  ['multiprocessing.forkserver', 'fork server'],
]

/**
 * Names a program by its command line: threads rename themselves (Node 24 is "MainThread"), and the kernel cuts names.
 * Chromium and servers such as sshd write their title over it, in one piece: "sshd: me@pts/0".
 *
 * @param commandLine arguments with NUL between them, as in `/proc/<pid>/cmdline`; empty for kernel threads and zombies.
 */
export function programName(commandLine: string, kernelName: string): string {
  const command = commandLine.split('\0', 1)[0]!.split(' -', 1)[0]!
  const name = command.startsWith('/')
    ? command.slice(command.lastIndexOf('/') + 1)
    : command.split(/[ :]/, 1)[0]!.replace(/^-|^.*\//, '')
  return name.slice(0, MAX_LENGTH) || kernelName
}

/** Purpose of an interpreter's process, if its command line says so. */
export function helperName(commandLine: string): string | undefined {
  return HELPERS.find(([module]) => commandLine.includes(module))?.[1]
}

type NamedProcess = Pick<ProcessReading, 'pid' | 'startTime' | 'name'>

/** Names of programs, read once for each process and name that the kernel has for it. */
export class ProgramNames {
  private readonly reader: ProcReader
  private readonly programs = new Map<number, { readonly key: string; readonly program: string }>()

  constructor(reader: ProcReader) {
    this.reader = reader
  }

  programOf({ pid, startTime, name }: NamedProcess): string {
    const key = `${startTime} ${name}`
    const known = this.programs.get(pid)
    if (known?.key === key) return known.program
    const program = programName(this.commandLine(pid), name)
    this.programs.set(pid, { key, program })
    return program
  }

  /** A process of a run is named for what it does; it is asked each time, because a fork takes up its work later. */
  nameOf(process: NamedProcess, owner: CpuOwner): string {
    return (owner === 'run' ? helperName(this.commandLine(process.pid)) : undefined) ?? this.programOf(process)
  }

  /** Forgets processes that are not in the table. */
  forgetOthers(table: ProcessTable): void {
    for (const pid of this.programs.keys()) if (!table.has(pid)) this.programs.delete(pid)
  }

  /** Empty where it cannot be read. The system shows it for other users' processes too. */
  private commandLine(pid: number): string {
    return this.reader.textOnce(`/proc/${pid}/cmdline`) ?? ''
  }
}
