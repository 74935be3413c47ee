import type { Rule } from '../rule.ts'

/** The program failed: by its exit code or by a signal, unless Coreglow or the user's Ctrl+C ended it. */
export const failed: Rule = ({ ended, exit, lastLines }) => {
  if (!ended || exit === undefined || 'missing' in exit) return undefined
  if ('signal' in exit ? exit.byCoreglow || exit.signal === 'SIGINT' : exit.code === 0) return undefined
  const how = 'signal' in exit ? `was ended by ${exit.signal}` : `ended with exit code ${exit.code}`
  const last = lastLines.findLast((line) => line.trim() !== '')
  return {
    id: 'failed',
    text: `The program ${how}${last === undefined ? '.' : `. Its last line: ${last.trim()}`}`,
    evidence: 'code' in exit ? [{ label: 'exit code', value: exit.code, unit: '' }] : [],
    where: [],
    suggestion: 'Mend that first: what a program does on its way to a failure says little of its speed.',
    strength: 1,
  }
}
