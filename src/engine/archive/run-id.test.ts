import { expect, test } from 'vitest'
import { isRunId, newRunId, timeOfRunId } from './run-id.ts'

test('ids sort by time, tell it, and are file names', () => {
  const id = newRunId('io-wait', new Date('2026-11-22T10:15:00.789Z'))
  expect(id).toMatch(/^20261122T101500Z-io-wait-[0-9a-f]{4}$/)
  expect(isRunId(id)).toBe(true)
  expect(timeOfRunId(id)).toBe('2026-11-22T10:15:00.000Z')
  expect(newRunId('zzz', new Date('2026-11-22T10:15:01Z')) > id).toBe(true)
})

test.each(['../x', 'a/b', 'a\\b', '.', '..', '', 'a\0b', 'x'.repeat(200), 'é'])('%j is no id', (id) => {
  expect(isRunId(id)).toBe(false)
})

test.each(['copy-of-a-run', '99999999T999999Z-x'])('%s tells no time', (id) => {
  expect(timeOfRunId(id)).toBeUndefined()
})
