import { expect, test } from 'vitest'
import type { Diagnosis, FindingId } from '../../contract/finding.ts'
import { createSteadyDiagnosis } from './steady-diagnosis.ts'

function diagnosis(...ids: FindingId[]): Diagnosis {
  return { findings: ids.map((id) => ({ id, text: id, evidence: [], where: [] })), noisy: false, reasons: [] }
}

function firsts(...diagnoses: Diagnosis[]): (string | undefined)[] {
  const steady = createSteadyDiagnosis()
  return diagnoses.map((item) => steady(item).findings[0]?.id)
}

const gil = diagnosis('gil-contention', 'start-up')
const start = diagnosis('start-up', 'gil-contention')

test('two findings of about the same strength do not change places every second', () => {
  expect(firsts(gil, start, gil, start, gil)).toEqual(Array(5).fill('gil-contention'))
})

test('a finding that stays the strongest comes first, and the order of the others is kept', () => {
  expect(firsts(gil, start, start, start)).toEqual(['gil-contention', 'gil-contention', 'gil-contention', 'start-up'])
  const steady = createSteadyDiagnosis()
  steady(gil)
  const { findings } = steady(diagnosis('start-up', 'imbalance', 'gil-contention'))
  expect(findings.map(({ id }) => id)).toEqual(['gil-contention', 'start-up', 'imbalance'])
})

test('a finding that no longer holds is dropped at once', () => {
  expect(firsts(gil, diagnosis('healthy'), gil)).toEqual(['gil-contention', 'healthy', 'gil-contention'])
})
