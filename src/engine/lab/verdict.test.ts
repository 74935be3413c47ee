import { expect, test } from 'vitest'
import { cpuCountdown } from '../experiments/cpu-countdown.ts'
import { evidence, row } from '../experiments/testing.ts'
import type { TrialResult } from '../../contract/run.ts'
import { result, worker } from '../../contract/testing.ts'
import { decide } from './verdict.ts'

const input = evidence(cpuCountdown, [row('sequential', 4), row('threads', 4.1)])
const same = () => 'countdown'
const withResults = (...results: TrialResult[]) => ({ ...input, results })

test('the experiment judges equal work', () => {
  const verdict = decide(cpuCountdown, withResults(result('sequential', 4), result('threads', 4.1)), same, ['a reason'])
  expect(verdict).toMatchObject({ kind: 'gil-serial', outcome: 'same', noisy: true, reasons: ['a reason'] })
  expect(decide(cpuCountdown, input, same, []).noisy).toBe(false)
})

test('unequal work is not compared', () => {
  const unequal = withResults(result('sequential', 4), result('threads', 1, { checksum: 'b' }))
  const verdict = decide(cpuCountdown, unequal, same, [])
  expect(verdict.kind).toBe('checksum-mismatch')
  expect(verdict.outcome).toBeUndefined()
  expect(verdict.text).toContain('threads')
})

test('what differs because it was other work, or because a worker was lost, is no mismatch', () => {
  const other = withResults(result('sequential', 4), result('threads', 1, { checksum: 'b' }))
  expect(decide(cpuCountdown, other, ({ variant }) => variant, []).kind).toBe('gil-serial')
  const dead = worker(0, { checksum: '', lost: 'signal SIGSEGV' })
  const lost = withResults(result('sequential', 4), result('threads', 1, { checksum: '', workers: [dead] }))
  expect(decide(cpuCountdown, lost, same, []).kind).toBe('gil-serial')
  const died = withResults(result('sequential', 4), result('threads', 1, { checksum: '', died: 'signal SIGSEGV' }))
  expect(decide(cpuCountdown, died, same, []).kind).toBe('gil-serial')
})

test("an experiment's own reasons stand behind the machine's", () => {
  const module = { ...cpuCountdown, judge: () => ({ kind: 'x', text: 'X.', reasons: ['own'] }) }
  expect(decide(module, input, same, ['machine'])).toMatchObject({ noisy: true, reasons: ['machine', 'own'] })
})
