import * as v from 'valibot'
import { expect, test } from 'vitest'
import { RunSchema } from '../contract/run.ts'
import { SavedRecordSchema } from '../contract/saved-record.ts'
import { sampleFunctionRun } from './sample-function.ts'

test('the sample is a valid run of a function, whose trials do not overlap', () => {
  const run = sampleFunctionRun()
  expect(v.parse(RunSchema, run)).toEqual(run)
  expect(v.parse(SavedRecordSchema, JSON.parse(JSON.stringify(run)))).toMatchObject({ kind: 'function' })
  run.results.slice(1).forEach((trial, index) => expect(trial.startNs).toBeGreaterThan(run.results[index]!.endNs))
})
