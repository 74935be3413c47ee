import { formatSeconds, formatShare } from '../../../contract/text.ts'
import { placesOf } from '../stacks.ts'
import type { Rule } from '../rule.ts'
import { pythonThreads } from '../workers.ts'
import { gilWaitShare } from './gil-turns.ts'

/** Nothing is won for a program with one thread; this is what an unneeded GIL is worth then. Chosen: above nothing. */
const LEAST = 0.02

/** A build without the GIL that runs with it. */
export const gilEnabled: Rule = (evidence) => {
  const position = evidence.processes.findIndex(({ python }) => python?.freeThreaded === true && python.gilEnabled)
  const python = evidence.processes[position]?.python
  if (python === undefined) return undefined
  const gil = evidence.gils.find(({ process, enabled }) => process === position && enabled)
  const since = gil?.enabledSince ?? NaN
  const threads = pythonThreads(evidence, position).filter((thread) => (thread.activity.gil ?? 0) > 0)
  const waited = threads.length === 0 ? 0 : gilWaitShare(threads)
  const when = since > 0.1 ? `since ${formatSeconds(since)} after the beginning` : 'from the beginning'
  return {
    id: 'gil-enabled',
    text: `This Python ${python.version} is built without the GIL, but runs with it, ${when}: an extension that was imported does not declare that it works without, or PYTHON_GIL or -X gil says so. Threads waited for the GIL ${formatShare(waited)} of their time.`,
    evidence: [
      { label: 'share of their time in which threads waited for the GIL', value: waited, unit: 'share' },
      { label: 'GIL switched on, after the beginning', value: since, unit: 's' },
    ],
    where: placesOf(threads, ['python', 'gil']),
    suggestion:
      'Start it with -X gil=0, or find the import: Python warns of it (RuntimeWarning) unless warnings are silenced.',
    strength: Math.max(LEAST, waited),
  }
}
