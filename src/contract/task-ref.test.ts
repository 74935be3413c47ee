import { expect, test } from 'vitest'
import { taskId, type TaskRef } from './task-ref.ts'

const task: TaskRef = { host: 'here', pid: 100, tid: 101, startTime: 5000 }

test.each([
  ['another host', { host: 'there' }],
  ['another process', { pid: 101 }],
  ['another thread', { tid: 100 }],
  ['a number that was given again', { startTime: 5001 }],
])('%s is another task', (_, change) => {
  expect(taskId({ ...task, ...change })).not.toBe(taskId(task))
})

test('the same task has the same id, whatever else is known of it', () => {
  const info = { ...task, name: 'python3', endedNs: 9 }
  expect(taskId(info)).toBe(taskId(task))
})
