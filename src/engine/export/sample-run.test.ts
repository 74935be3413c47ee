import { expect, test } from 'vitest'
import { parse } from 'valibot'
import { sampleRun } from '../../testing/sample-run.ts'
import { RunSchema } from '../../contract/run.ts'

test.each([
  {},
  { experiment: 'io-wait' },
  { workers: 12, cores: 32, repeat: 1, seconds: 0.2 },
  { models: ['sequential'], status: 'stopped' },
] as const)('a sample run is a run: %o', (options) => {
  const run = sampleRun(options)
  expect(parse(RunSchema, run)).toEqual(run)
  expect(run.recording.busy.every((core) => core.length === run.recording.tNs.length)).toBe(true)
})
