import { pidsOfSystem } from '../monitor/proc-census.ts'
import { isMarked } from '../runtimes/process-tree.ts'

/**
 * Finds processes that bear a run token, each once, among those that are new since the last call: also daemons, which have
 * left the tree of their parents. Elsewhere than on Linux it finds none.
 */
export function createTokenScan(runToken: string): () => readonly number[] {
  let known: ReadonlySet<string> = new Set()
  return () => {
    const pids = pidsOfSystem()
    const found = pids.filter((pid) => !known.has(pid) && isMarked(Number(pid), runToken)).map(Number)
    known = new Set(pids)
    return found
  }
}
