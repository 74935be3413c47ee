import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { isRunning, ownIdentity } from './process-identity.ts'

test('this process runs, and is no other that has had or will have its number', () => {
  const identity = ownIdentity()
  expect(isRunning(identity)).toBe(true)
  expect(isRunning({ ...identity, host: 'elsewhere' })).toBeUndefined()
})

test.runIf(process.platform === 'linux')('a number of another boot or start time is another process', () => {
  const identity = ownIdentity()
  expect(isRunning({ ...identity, boot: 'before' })).toBe(false)
  expect(isRunning({ ...identity, startTime: identity.startTime! - 1 })).toBe(false)
})

test('a process that has ended does not run', async () => {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  expect(isRunning({ host: ownIdentity().host, pid: child.pid! })).toBe(false)
})
