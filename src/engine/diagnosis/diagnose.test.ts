import { expect, test } from 'vitest'
import { diagnose } from './diagnose.ts'
import { evidenceOf } from './testing.ts'

const ids = (evidence: ReturnType<typeof evidenceOf>) => diagnose(evidence).findings.map(({ id }) => id)

test('a program that computes and nothing else is healthy', () => {
  expect(ids(evidenceOf())).toEqual(['healthy'])
})

test('a program that ran for a moment is too short to judge, but its failure is known', () => {
  expect(ids(evidenceOf({ seconds: 0.2 }))).toEqual(['unclear'])
  expect(ids(evidenceOf({ seconds: 0.2, exit: { code: 1 } }))).toEqual(['failed'])
})

test('on a machine that others use, nothing is called healthy, and the reason is given', () => {
  const busy = evidenceOf({ machine: { otherCores: 3, stolenCores: 0, ownCores: 0 } })
  expect(ids(busy)).toEqual(['unclear'])
  expect(diagnose(busy).noisy).toBe(true)
  expect(diagnose(busy).reasons).toHaveLength(1)
  expect(diagnose(evidenceOf()).noisy).toBe(false)
})

test('a program of which nothing was read is unclear, for the reason that it has', () => {
  const missing = 'It belongs to another user.'
  const unread = evidenceOf({ processes: [{ missing }], threads: [{ shares: { unknown: 1 } }] })
  expect(diagnose(unread).findings[0]).toMatchObject({ id: 'unclear', text: missing })
})
