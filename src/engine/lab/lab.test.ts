import { expect, test } from 'vitest'
import type { RunEvent } from '../../contract/run-event.ts'
import { cpuCountdown } from '../experiments/cpu-countdown.ts'
import { runtimeLike } from '../experiments/testing.ts'
import type { Monitor } from '../monitor/monitor.ts'
import { withDigest } from '../digest/digest.ts'
import { createMemoryLog } from '../observation/record-log.ts'
import { createLab, type LabOptions } from './lab.ts'
import { planRun } from './plan.ts'

function stage(change: Partial<LabOptions>) {
  const runtime = runtimeLike()
  const planned = planRun(cpuCountdown, { experiment: 'cpu-countdown' }, runtime, { runtimes: [runtime], cores: 2 })
  const lab = createLab({
    runtimes: { start: () => Promise.reject(new Error('not reached')) },
    monitor: {} as Monitor,
    hostInfo: () => Promise.reject(new Error('no facts')),
    app: { version: '0', node: '0', host: 'test' },
    save: async (record) => ({
      record: withDigest(record),
      saved: { ok: false, reason: 'The run failed before its first result.' },
    }),
    openLog: async () => createMemoryLog(),
    newId: () => 'one',
    ...change,
  })
  const events: RunEvent[] = []
  lab.listen((event) => events.push(event))
  const perform = async () => {
    await lab.start('A run', async () => [planned])
    await lab.stop()
    return events
  }
  return { perform }
}

test('a mistake of Coreglow before the first interpreter ends in a failed run with the message, and a warning', async () => {
  const events = await stage({}).perform()
  const end = events.find((event) => event.type === 'end')
  expect(end?.run).toMatchObject({ id: 'one', status: 'failed', failure: { code: 'internal' }, results: [] })
  expect(end?.run.failure?.message).toContain('no facts')
  expect(events.filter(({ type }) => type === 'warning')).toHaveLength(1)
  expect(events.at(-1)).toEqual({ type: 'idle' })
})

test('a mistake in saving is told, and the next run can begin', async () => {
  const { perform } = stage({ save: () => Promise.reject(new Error('no save')) })
  const events = await perform()
  const warnings = events.flatMap((event) => (event.type === 'warning' ? event.message : []))
  expect(warnings.at(-1)).toContain('no save')
  expect(events.at(-1)).toEqual({ type: 'idle' })
  await expect(perform()).resolves.toBeDefined()
})
