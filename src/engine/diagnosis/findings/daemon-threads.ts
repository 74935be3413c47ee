import { ACTIVITY_LABELS } from '../../../contract/activity.ts'
import { formatSeconds } from '../../../contract/text.ts'
import type { Evidence, ThreadEvidence } from '../evidence.ts'
import type { Rule } from '../rule.ts'
import { isUserFrame, placesOf } from '../stacks.ts'
import { number } from './words.ts'

/** A thread that ends this long before its process has ended by itself. Chosen: one sample of the sampler at 20 Hz. */
const EDGE = 0.05
/** Chosen: shorter ones are told apart from threads that ended on time by nothing. */
const MIN_LIFE = 0.3

/** Daemon threads that had work were cut off by the end of the program. */
export const daemonThreads: Rule = (evidence) => {
  if (!evidence.ended || (evidence.exit !== undefined && 'signal' in evidence.exit)) return undefined
  if (waitsForThreads(evidence)) return undefined
  const lost = evidence.threads.filter((thread) => isCutOff(evidence, thread))
  const [first] = lost
  if (first === undefined) return undefined
  const doing = first.last === undefined ? '' : `: ${first.name} ${ACTIVITY_LABELS[first.last.activity]} at that moment`
  return {
    id: 'daemon-threads',
    text: `${number(lost.length)} daemon ${lost.length === 1 ? 'thread' : 'threads'} had work when the program ended, and ended with it unfinished${doing}.`,
    evidence: [
      { label: 'threads cut off', value: lost.length, unit: '' },
      { label: 'age of the oldest', value: Math.max(...lost.map((thread) => lengthOf(evidence, thread))), unit: 's' },
    ],
    where: placesOf(lost, ['sleep', 'socket', 'disk', 'pipe', 'poll', 'lock', 'python', 'native', 'gil']),
    suggestion: `Wait for them before the end (join(), or a pool in a with statement), for ${formatSeconds(lengthOf(evidence, first))} was not enough; make them no daemons.`,
    strength: 0.97,
  }
}

function lengthOf({ seconds }: Evidence, { start, end }: ThreadEvidence): number {
  return Math.min(end, seconds) - start
}

function isCutOff(evidence: Evidence, thread: ThreadEvidence): boolean {
  const process = evidence.processes[thread.process]
  const { last } = thread
  if (process === undefined || thread.process !== 0 || thread.daemon !== true || last === undefined) return false
  const works = last.activity !== 'idle' && last.frames.some(isUserFrame)
  const atTheEnd = Math.min(thread.end, evidence.seconds) >= Math.min(process.end, evidence.seconds) - EDGE
  return works && atTheEnd && lengthOf(evidence, thread) >= MIN_LIFE
}

/** Whether the first thread was waiting for others when it was seen last: they were waited for, and ended by themselves. */
function waitsForThreads({ threads }: Evidence): boolean {
  return threads.find(({ main, process }) => main && process === 0)?.last?.activity === 'task'
}
