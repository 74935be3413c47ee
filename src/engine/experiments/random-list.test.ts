import { expect, test } from 'vitest'
import { randomList } from './random-list.ts'
import { evidence, FREE_THREADED, row } from './testing.ts'

const SEQUENTIAL = row('sequential', 1.6)
const PROCESSES = row('processes', 0.85, { effectiveParallelism: 1.9 })

test('lists are judged as other computing is', () => {
  const serial = randomList.judge(evidence(randomList, [SEQUENTIAL, row('threads', 1.65), PROCESSES]))
  expect(serial).toMatchObject({ kind: 'gil-serial', outcome: 'same' })
  expect(serial.published).toBeUndefined()
  const threads = row('threads', 0.9, { effectiveParallelism: 1.9 })
  const free = randomList.judge(evidence(randomList, [SEQUENTIAL, threads], { runtime: FREE_THREADED }))
  expect(free).toMatchObject({ kind: 'threads-scale', outcome: 'faster' })
})

test('the numbers that all workers hold at once fit into a small memory', () => {
  const most = (id: string) => {
    const parameter = randomList.experiment.parameters.find((candidate) => candidate.id === id)!
    return 'max' in parameter ? parameter.max : NaN
  }
  expect(most('workers') * most('length') * 32).toBeLessThan(1e9)
})
