import { expect, test } from 'vitest'
import { groupShares, statesText } from './thread-states.ts'

test('groups add up what belongs together', () => {
  const shares = groupShares({ python: 0.1, gil: 0.5, 'world-stopped': 0.1, socket: 0.2, pipe: 0.1 })
  expect(shares.gil).toBeCloseTo(0.6)
  expect(shares.waiting).toBeCloseTo(0.3)
  expect(Object.values(shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1)
  expect(shares).not.toHaveProperty('idle')
})

test('the largest states come first, as many as wanted, without what rounds to nothing', () => {
  const states = { python: 0.1, gil: 0.88, sleep: 0.018, disk: 0.002 }
  expect(statesText(states, 2)).toBe('waits for the GIL 88\u202f%, runs Python 10\u202f%')
  expect(statesText(states, 9).split(', ')).toHaveLength(3)
  expect(statesText({}, 2)).toBe('')
})
