import os from 'node:os'
import { expect, test } from 'vitest'
import { FREE_THREADED, NODE, runtimeLike } from '../experiments/testing.ts'
import { createHostInfo } from './host-info.ts'
import { adviceFor } from './machine.ts'

test('facts are those of this machine, and are read once', async () => {
  const hostInfo = createHostInfo()
  expect(await hostInfo()).toBe(await hostInfo())
  expect(await hostInfo()).toMatchObject({
    architecture: process.arch,
    cores: os.cpus().length,
    host: os.hostname(),
    memoryBytes: os.totalmem(),
  })
  expect((await hostInfo()).usableCores).toBeGreaterThan(0)
  expect((await hostInfo()).cpuModel).not.toBe('')
})

test('what is missing is advised, and nothing else', () => {
  const broken = runtimeLike({ status: 'broken' })
  expect(adviceFor([NODE])).toEqual([expect.stringContaining('Install Python 3.8 or newer')])
  expect(adviceFor([NODE, broken])).toEqual(adviceFor([NODE]))
  expect(adviceFor([NODE, runtimeLike()])).toEqual([expect.stringContaining('free-threaded')])
  expect(adviceFor([NODE, FREE_THREADED])).toEqual([])
})
