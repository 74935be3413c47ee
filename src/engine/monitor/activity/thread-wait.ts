import type { Activity } from '../../../contract/activity.ts'
import { CODE } from './codes.ts'
import type { Descriptors } from './descriptors.ts'
import type { CallKind } from './system-calls.ts'
import { NO_CALL, RUNNING, type SyscallLine } from './syscall-line.ts'

/** What a process is asked for when a system call alone does not say what is waited for. */
export interface WaitContext {
  readonly kinds: ReadonlyMap<number, CallKind>
  readonly descriptors: Descriptors
  /** A 32-bit number of the process's memory; undefined where it cannot be read. */
  readonly readInt: (address: number) => number | undefined
}

/** Calls that are an activity by themselves. */
const PLAIN: Partial<Record<CallKind, Activity>> = {
  futex: 'lock',
  socket: 'socket',
  epoll: 'poll',
  sleep: 'sleep',
  child: 'child',
  disk: 'disk',
  'file-lock': 'file-lock',
  memory: 'memory',
}

/** Code of what a thread waits for by its system call; -1 where it waits for nothing, as far as the kernel is concerned. */
export function kernelWait(line: SyscallLine, context: WaitContext): number {
  if (line.number === RUNNING) return -1
  // Blocked and in no call: a page is on its way.
  if (line.number === NO_CALL) return CODE.memory
  const kind = context.kinds.get(line.number)
  if (kind === undefined) return CODE.other
  const plain = PLAIN[kind]
  if (plain !== undefined) return CODE[plain]
  if (kind === 'read' || kind === 'write') return CODE[context.descriptors.kind(line.first)]
  if (kind === 'select') return line.first === 0 ? CODE.sleep : CODE.poll
  return pollWait(line, context)
}

/** Whether a system call waits for room to write. */
export function writes({ number }: SyscallLine, { kinds }: WaitContext): boolean {
  return kinds.get(number) === 'write'
}

/** `poll` of no descriptor is a sleep, and of one a wait for that. */
function pollWait(line: SyscallLine, { descriptors, readInt }: WaitContext): number {
  if (line.second === 0) return CODE.sleep
  const fd = line.second === 1 ? readInt(line.first) : undefined
  return fd === undefined ? CODE.poll : CODE[descriptors.kind(fd)]
}
