import { sum } from '../../../contract/statistics.ts'
import { formatBytes, formatCount, formatSeconds, formatShare } from '../../../contract/text.ts'
import type { Evidence } from '../evidence.ts'
import type { Rule, Verdict } from '../rule.ts'
import { placesOf, purposeOf } from '../stacks.ts'
import { ACTIVE, demand, lifeOf, workSeconds } from '../time.ts'
import { hasLoop } from '../workers.ts'
import { handOverOf, LARGE_MESSAGE, MIN_SAMPLES } from './hand-over-share.ts'

/** Share of the running time that goes into handing over. Chosen: more than into all the rest. */
const MIN_SHARE = 0.5
/** Part of the time in which something computes: of a program that hardly does, it is no matter what. Chosen. */
const MIN_DEMAND = 0.3
/** Wake-ups a second of a worker with an event loop, and its CPU time for each. Chosen: a message costs some 20 µs on both sides (measured on Node 20). */
const MIN_WAKES = 500
const MAX_CPU_PER_WAKE = 0.0003

/** The work of a task is small beside the cost of handing it over. */
export const handOver: Rule = (evidence) => pythonHandOver(evidence) ?? loopHandOver(evidence)

function pythonHandOver(evidence: Evidence): Verdict | undefined {
  const costs = handOverOf(evidence)
  const busy = demand(evidence)
  if (
    !(
      busy >= MIN_DEMAND &&
      costs.samples >= MIN_SAMPLES &&
      costs.share >= MIN_SHARE &&
      !(costs.bytesPerWrite >= LARGE_MESSAGE)
    )
  )
    return undefined
  return {
    id: 'hand-over',
    text: `${formatShare(costs.share)} of the running time goes into handing tasks and results over, ${formatShare(costs.work)} into the work itself: ${formatCount(costs.writesPerSecond)} messages and wake-ups a second of ${formatBytes(costs.bytesPerWrite)} each, ${formatSeconds(costs.cpuPerWrite)} of CPU time for each.`,
    evidence: [
      { label: 'share of the running time spent on handing over', value: costs.share, unit: 'share' },
      { label: 'share of the running time spent on the work', value: costs.work, unit: 'share' },
      { label: 'writes', value: costs.writesPerSecond, unit: '1/s' },
      { label: 'CPU time for each write', value: costs.cpuPerWrite, unit: 's' },
    ],
    where: placesOf(evidence.threads, ACTIVE, (stack) => purposeOf(stack) === 'hand-over'),
    suggestion:
      'Hand over more at once: a chunksize for map(), lists instead of single items in a queue; or do without workers.',
    strength: costs.share * busy,
  }
}

/** Node.js: workers that wake for each message and do next to nothing with it. */
function loopHandOver(evidence: Evidence): Verdict | undefined {
  const workers = evidence.threads.filter((thread) => {
    const perWake = thread.cpuSeconds / thread.voluntarySwitches
    return (
      !thread.main &&
      hasLoop(thread) &&
      thread.voluntarySwitches / lifeOf(thread) >= MIN_WAKES &&
      perWake <= MAX_CPU_PER_WAKE
    )
  })
  if (workers.length === 0) return undefined
  const wakes = sum(workers.map(({ voluntarySwitches }) => voluntarySwitches))
  const perWake = sum(workers.map(({ cpuSeconds }) => cpuSeconds)) / wakes
  return {
    id: 'hand-over',
    text: `The workers wake ${formatCount(wakes / workSeconds(evidence))} times a second for messages, and compute ${formatSeconds(perWake)} for each: sending a message costs more than the work that it asks for.`,
    evidence: [
      { label: 'wake-ups of the workers', value: wakes / workSeconds(evidence), unit: '1/s' },
      { label: 'CPU time of a worker for each', value: perWake, unit: 's' },
      { label: 'CPU time of all threads for each', value: evidence.cpuSeconds / wakes, unit: 's' },
    ],
    where: [],
    suggestion: 'Send many items in one message, or compute them where they are.',
    strength: 0.6,
  }
}
