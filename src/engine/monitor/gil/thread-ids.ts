import { readLink, readText } from '../../files/system-file.ts'
import type { ThreadState } from './interpreters.ts'
import { readBytes } from './process-memory.ts'
import type { Memory } from './process-memory.ts'

/** Bytes of the C library's `struct pthread` in which the tid is searched: glibc has it at 720, musl at 48. Chosen: a round number above. */
const PTHREAD_BYTES = 1024

/**
 * Which thread of the process a thread state belongs to. Since 3.11 it records the tid, as the thread sees it in its own PID namespace;
 * before that, and after a `fork`, the C library's record of the thread is asked.
 */
export class ThreadIds {
  /** tid by the tid inside the process's PID namespace. */
  private byInner = new Map<number, number>()
  private inner = new Map<number, number>()
  /** Offset of the tid in `struct pthread`, when it was found. */
  private offset: number | undefined
  private readonly pid: number
  private readonly sameNamespace: boolean

  constructor(pid: number) {
    this.pid = pid
    const namespace = readLink(`/proc/${pid}/ns/pid`)
    this.sameNamespace = namespace !== undefined && namespace === readLink('/proc/self/ns/pid')
  }

  /** @param tids of the process, as `/proc/PID/task` lists them */
  update(tids: readonly number[]): void {
    this.inner = new Map(tids.map((tid) => [tid, this.inner.get(tid) ?? this.innerOf(tid)]))
    this.byInner = new Map([...this.inner].map(([tid, inner]) => [inner, tid]))
  }

  /** tid of each thread state, by its address. Those of threads that are about to begin or have just ended are missing. */
  resolve(memory: Memory, states: readonly ThreadState[]): Map<number, number> {
    const found = new Map<number, number>()
    const unknown: ThreadState[] = []
    for (const state of states) {
      const tid = this.byInner.get(state.native)
      if (tid === undefined) unknown.push(state)
      else found.set(state.address, tid)
    }
    if (unknown.length === 0) return found
    this.offset = this.works(memory, unknown) ? this.offset : this.search(memory, states)
    for (const state of unknown) {
      const tid = this.ask(memory, state)
      if (tid !== undefined) found.set(state.address, tid)
    }
    return found
  }

  private works(memory: Memory, states: readonly ThreadState[]): boolean {
    return states.some((state) => this.ask(memory, state) !== undefined)
  }

  private ask(memory: Memory, { pthread }: ThreadState): number | undefined {
    if (this.offset === undefined) return undefined
    const inner = readBytes(memory, pthread + this.offset, 4)?.readUInt32LE(0)
    return inner === undefined ? undefined : this.byInner.get(inner)
  }

  /** The one place where the records of all threads have distinct tids of the process. */
  private search(memory: Memory, states: readonly ThreadState[]): number | undefined {
    const threads = [...new Set(states.map(({ pthread }) => pthread))]
    const records = threads.flatMap((pthread) => readBytes(memory, pthread, PTHREAD_BYTES) ?? [])
    for (let at = 0; records.length > 0 && at < PTHREAD_BYTES; at += 4) {
      const inner = records.map((record) => record.readUInt32LE(at))
      if (new Set(inner).size === inner.length && inner.every((tid) => this.byInner.has(tid))) return at
    }
    return undefined
  }

  /** In a container a thread has another tid inside; the last one of `NSpid` is its own. */
  private innerOf(tid: number): number {
    if (this.sameNamespace) return tid
    const status = readText(`/proc/${this.pid}/task/${tid}/status`) ?? '' // it has ended
    return Number(/^NSpid:.*?(\d+)$/m.exec(status)?.[1] ?? tid)
  }
}
