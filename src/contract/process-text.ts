import { numberIfKnown } from './known.ts'
import type { InterpreterSummary, ProcessSummary } from './program.ts'
import { formatShare } from './text.ts'

/** "Python 3.13.0, GIL on", or "Node.js"; undefined where that is not known. */
export function interpreterName({ python, runtime }: ProcessSummary): string | undefined {
  return python === undefined ? runtime : `Python ${python.version}, GIL ${python.gil}`
}

/** "GIL held 88 %" for each interpreter of a process whose GIL was read. */
export function gilHolds({ pid }: ProcessSummary, interpreters: readonly InterpreterSummary[]): readonly string[] {
  return interpreters.flatMap(({ pid: owner, id, gilHeldShare }) => {
    const share = owner === pid ? numberIfKnown(gilHeldShare) : undefined
    return share === undefined ? [] : [`GIL${id === 0 ? '' : ` of interpreter ${id}`} held ${formatShare(share)}`]
  })
}
