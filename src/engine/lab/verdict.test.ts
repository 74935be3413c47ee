import { expect, test } from 'vitest'
import { cpuCountdown } from '../experiments/cpu-countdown.ts'
import { evidence, row } from '../experiments/testing.ts'
import { result } from './testing.ts'
import { decide } from './verdict.ts'

const input = evidence(cpuCountdown, [row('sequential', 4), row('threads', 4.1)])

test('the experiment judges equal work', () => {
  const verdict = decide(cpuCountdown, input, [result('sequential', 4), result('threads', 4.1)], ['a reason'])
  expect(verdict).toMatchObject({ kind: 'gil-serial', outcome: 'same', noisy: true, reasons: ['a reason'] })
  expect(decide(cpuCountdown, input, [], []).noisy).toBe(false)
})

test('unequal work is not compared', () => {
  const results = [result('sequential', 4), result('threads', 1, { checksum: 'b' })]
  const verdict = decide(cpuCountdown, input, results, [])
  expect(verdict.kind).toBe('checksum-mismatch')
  expect(verdict.outcome).toBeUndefined()
  expect(verdict.text).toContain('threads')
})
