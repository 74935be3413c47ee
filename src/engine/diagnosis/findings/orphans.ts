import { allOf, formatSeconds } from '../../../contract/text.ts'
import type { Rule } from '../rule.ts'
import { number } from './words.ts'

/** Chosen: a child that ends a moment after its parent is on its way. */
const MIN_SECONDS = 1

/** Processes outlive the parent that started them. */
export const orphans: Rule = ({ processes, seconds }) => {
  const left = processes.filter(({ orphan, parent, end }) => {
    const parentEnd = parent === undefined ? Infinity : (processes[parent]?.end ?? Infinity)
    return orphan && Math.min(end, seconds) - parentEnd >= MIN_SECONDS
  })
  if (left.length === 0) return undefined
  const longest = Math.max(
    ...left.map(({ parent, end }) => Math.min(end, seconds) - (processes[parent ?? 0]?.end ?? 0)),
  )
  const living = left.filter(({ end }) => end >= seconds).length
  return {
    id: 'orphans',
    text: `${number(left.length)} ${left.length === 1 ? 'process' : 'processes'} outlived the parent by up to ${formatSeconds(longest)} (${allOf(left.slice(0, 3).map(({ name, pid }) => `${name}, ${pid}`))})${living > 0 ? `; ${living} still run` : ''}.`,
    evidence: [
      { label: 'processes that outlived their parent', value: left.length, unit: '' },
      { label: 'longest time after its end', value: longest, unit: 's' },
      { label: 'still alive', value: living, unit: '' },
    ],
    where: [],
    suggestion:
      'End children before the parent ends: a pool in a with statement, terminate() in a finally clause, daemon processes.',
    strength: 0.95,
  }
}
