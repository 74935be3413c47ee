import { findRuntime } from './find-runtime.ts'
import { identify } from './identify.ts'
import { CannotRead } from './interpreter-reader.ts'
import type { InterpreterReader } from './interpreter-reader.ts'
import { ProcessMemory } from './process-memory.ts'
import { Reader } from './reader.ts'

/**
 * Opens the interpreter of a process. Nothing is read of it before its structures were found to agree with each other: interpreters, thread
 * states, threads of the process and GILs.
 * @throws CannotRead
 */
export function openInterpreter(pid: number): InterpreterReader {
  if (process.platform !== 'linux') throw new CannotRead('system', 'The GIL of other programs is read on Linux only.')
  const memory = new ProcessMemory(pid)
  try {
    const found = findRuntime(pid, memory)
    return new Reader({ pid, memory, ...found, ...identify(found) })
  } catch (error) {
    memory.close()
    throw error
  }
}
