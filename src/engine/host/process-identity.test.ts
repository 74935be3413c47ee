import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isRunning, ownIdentity } from './process-identity.ts'

test('this process runs, and is no other that has had or will have its number', () => {
  const own = ownIdentity()
  expect(isRunning(own)).toBe(true)
  expect(isRunning({ ...own, host: 'elsewhere' })).toBeUndefined()
})

test.runIf(process.platform === 'linux')('a number of another boot or start time is another process', () => {
  const own = ownIdentity()
  expect(isRunning({ ...own, boot: 'before' })).toBe(false)
  expect(isRunning({ ...own, startTime: own.startTime! - 1 })).toBe(false)
})

test('a process that has ended does not run', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(isRunning({ host: ownIdentity().host, pid: child.pid! })).toBe(false)
})
